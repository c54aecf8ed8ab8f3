package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.testing.SharedFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DatasetsTest {
  @TempDir Path root;
  private Path folder;

  @BeforeEach
  void writeAnEntity() throws IOException {
    folder = Files.createDirectories(root.resolve("shop/cart"));
    Files.writeString(folder.resolve("train.csv"), "timestamp,a,b\n0,1,2\n60,1,2\n");
    Files.writeString(
        folder.resolve("test.csv"), "timestamp,a,b\n120,1,2\n180,1,2\n240,1,2\n300,1,2\n");
    incidents("start,end,culprits\n180,240,a b\n300,300,\n");
  }

  @Test
  void readsAnEntityWithItsIncidents() throws IOException {
    Dataset dataset = Datasets.open(root.resolve("shop"));
    assertThat(dataset.name()).isEqualTo("shop");
    assertThat(dataset.entities()).containsExactly("cart");
    LabelledEntity cart = dataset.load("cart");
    assertThat(cart.test().entity().id()).isEqualTo("{entity=\"cart\"}");
    assertThat(cart.labels()).containsExactly(false, true, true, true);
    assertThat(cart.incidents()).extracting(i -> i.culprits().size()).containsExactly(2, 0);
  }

  @Test
  void aFolderMayBeOneEntity() throws IOException {
    Dataset dataset = Datasets.open(folder);
    assertThat(dataset.entities()).containsExactly("cart");
    assertThat(dataset.load("cart").train().length()).isEqualTo(2);
  }

  @Test
  void refusesUnknownCulpritsAndBackwardIncidents() throws IOException {
    incidents("start,end,culprits\n180,240,a c\n");
    assertThatThrownBy(() -> Datasets.read(folder))
        .hasMessageEndingWith(
            "incidents.csv, line 2, column 3 (culprits): expected names of variables, separated by"
                + " spaces, found \"a c\"");
    incidents("start,end,culprits\n240,180,a\n");
    assertThatThrownBy(() -> Datasets.read(folder))
        .hasMessageContaining("column 2 (end): expected an end at or after the start");
  }

  @Test
  void refusesTestDataThatDoNotMatch() throws IOException {
    Path test = folder.resolve("test.csv");
    Files.writeString(test, "timestamp,b,a\n120,1,2\n180,1,2\n");
    assertThatThrownBy(() -> Datasets.read(folder))
        .hasMessageContaining("expected the variables of train.csv, [a, b], found [b, a]");
    Files.writeString(test, "timestamp,a,b\n120,1,2\n150,1,2\n");
    assertThatThrownBy(() -> Datasets.read(folder)).hasMessageContaining("the step of train.csv");
    Files.writeString(test, "timestamp,a,b\n60,1,2\n120,1,2\n");
    assertThatThrownBy(() -> Datasets.read(folder)).hasMessageContaining("a start after the end");
  }

  @Test
  void saysWhatAFolderLacks() {
    assertThatThrownBy(() -> Datasets.open(root))
        .hasMessageContaining("train.csv[.gz] and test.csv[.gz]");
    assertThatThrownBy(() -> Datasets.open(root.resolve("nowhere")))
        .hasMessageContaining("expected a folder");
  }

  @Test
  void readsRealData() throws IOException {
    Dataset asd = Datasets.open(SharedFiles.dataset("asd"));
    assertThat(asd.entities()).hasSize(6);
    LabelledEntity entity = asd.load("omi-1");
    assertThat(entity.train().length()).isEqualTo(8_640);
    assertThat(entity.test().length()).isEqualTo(4_320);
    assertThat(entity.test().coverage()).isEqualTo(1);
    assertThat(entity.incidents()).hasSize(7);
    assertThat(Segments.of(entity.labels()).count()).isEqualTo(7);
  }

  private void incidents(String text) throws IOException {
    Files.writeString(folder.resolve("incidents.csv"), text);
  }
}
