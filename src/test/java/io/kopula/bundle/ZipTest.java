package io.kopula.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ZipTest {
  @TempDir private Path folder;

  private static byte[] zip(String name, int size) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      zip.putNextEntry(new ZipEntry(name));
      zip.write(new byte[size]);
    }
    return bytes.toByteArray();
  }

  @Test
  void aFolderComesBackAsItWas() throws Exception {
    Path from = Files.createDirectories(folder.resolve("from/variables"));
    Files.writeString(from.resolve("data"), "weights");
    Files.writeString(folder.resolve("from/manifest.json"), "{}");
    Path to = folder.resolve("to");
    Zip.unpack(Zip.pack(folder.resolve("from")), to, 100);
    assertThat(to.resolve("variables/data")).hasContent("weights");
    assertThat(to.resolve("manifest.json")).hasContent("{}");
  }

  @ParameterizedTest
  @ValueSource(strings = {"../outside", "/../../outside", "a/../../outside", ".."})
  void nothingIsWrittenOutsideOfTheFolder(String name) throws Exception {
    Path to = Files.createDirectories(folder.resolve("deep/to"));
    assertThatThrownBy(() -> Zip.unpack(zip(name, 1), to, 100)).isInstanceOf(IOException.class);
    assertThat(folder.resolve("deep/outside")).doesNotExist();
    assertThat(folder.resolve("outside")).doesNotExist();
  }

  @Test
  void whatUnpacksToMoreThanItMayIsRefused() throws Exception {
    byte[] packed = zip("zeros", 10_000_000);
    assertThat(packed.length).isLessThan(100_000);
    assertThatThrownBy(() -> Zip.unpack(packed, folder, 1_000_000))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("zip file: expected less than");
  }

  @Test
  void whatIsNoZipFileIsRefused() {
    assertThatThrownBy(() -> Zip.unpack(new byte[100], folder, 1000))
        .isInstanceOf(IOException.class);
  }
}
