package io.kopula.bundle;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.testing.SmallBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BundleStoreTest {
  private static final ModelKey KEY = new ModelKey("shop", null);
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir private Path root;

  private Bundle commit(Hyperparameters hyperparameters) throws IOException {
    return commit(new BundleStore(root), KEY, NOW, hyperparameters);
  }

  /** A bundle whose weights are a text. */
  static Bundle commit(
      BundleStore store, ModelKey key, Instant fittedAt, Hyperparameters hyperparameters)
      throws IOException {
    return SmallBundle.commit(store, key, fittedAt, hyperparameters, "weights".getBytes(UTF_8));
  }

  /** Reads the bundle after a change of its manifest's text, which must change it. */
  private Bundle reread(Bundle bundle, String pattern, String replacement) throws IOException {
    Path file = bundle.folder().resolve("manifest.json");
    String text = Files.readString(file);
    String changed = text.replaceFirst(pattern, replacement);
    assertThat(changed).as("text without %s", pattern).isNotEqualTo(text);
    Files.writeString(file, changed);
    return new BundleStore(root).read(bundle.folder());
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    Hyperparameters all =
        Hyperparameters.DEFAULT
            .change()
            .window(64)
            .latents(Latents.EMBEDDING)
            .latentSize(3)
            .horizons(List.of())
            .lags(7)
            .width(24)
            .layers(3)
            .heads(6)
            .contrastiveWeight(0)
            .build();
    Bundle bundle = commit(all);
    Manifest read = new BundleStore(root).read(bundle.folder()).manifest();
    assertThat(read).isEqualTo(bundle.manifest());
    assertThat(read.spec().hyperparameters()).isEqualTo(all);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 7})
  void aManifestOfAnotherFormatIsRefused(int format) throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(
            () -> reread(bundle, "\"formatVersion\" : 6", "\"formatVersion\" : " + format))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "manifest.json: formatVersion: expected 6, found "
                + format
                + "; the model has to be fitted again");
  }

  @Test
  void aChangedNumberOfTheManifestIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"likelihood\" : 0.5", "\"likelihood\" : 0.7"))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest.json: expected SHA-256 ");
  }

  @Test
  void aTimeZoneThatIsNoneIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"UTC\"", "\"Nowhere/Atall\""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("Nowhere/Atall")
        .hasMessageEndingWith("; the model has to be fitted again");
  }

  @Test
  void aManifestThatIsNoneIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"variables\" : ", "\"variables\" "))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("manifest.json: expected a manifest, found ")
        .hasMessageEndingWith("; the model has to be fitted again");
  }

  @ParameterizedTest
  @ValueSource(strings = {"calibration", "joint", "relations", "channels", "levels"})
  void aManifestWithoutAPartOfTheCalibrationIsRefused(String part) throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, '"' + part + "\" :", "\"gone\" :"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("; the model has to be fitted again");
  }

  @Test
  void aManifestWithoutItsLatentsIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"latents\" : \"INNOVATION\",", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latents: expected a kind, found none");
  }

  @Test
  void aManifestWithoutTheirSizeIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"latentSize\" : 8,", ""))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("latentSize: expected at least 1, found 0");
  }
}
