package io.kopula.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest.StoredEntity;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.scoring.Baseline;
import io.kopula.scoring.Calibration;
import io.kopula.scoring.Calibration.Level;
import io.kopula.scoring.Significance;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    Path staged = store.stage(key);
    Files.createDirectories(staged.resolve("variables"));
    Files.writeString(staged.resolve("variables/variables.data-00000-of-00001"), "weights");
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            key.toString(),
            fittedAt,
            "test",
            List.of("a", "b"),
            Duration.ofSeconds(30),
            List.of(Duration.ofDays(1)),
            "UTC",
            1,
            Dependence.STUDENT_T_COPULA,
            hyperparameters,
            NOW.minus(Duration.ofDays(14)),
            NOW,
            0.5,
            store.weightsSha256(staged),
            new Baseline(List.of(0.25), List.of(1.0)),
            List.of(entity()));
    return store.commit(key, staged, manifest);
  }

  private static StoredEntity entity() {
    Significance significance =
        new Significance(List.of(0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9), 0.5, 0.1);
    return new StoredEntity(
        new TreeMap<>(Map.of("service", "cart")),
        List.of(1.0, 2.0),
        List.of(0.5, 4.0),
        new Calibration(
            List.of(significance), new Level(0.7, 5.5, true), new Level(0.6, 7, false), 1000));
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
  @ValueSource(ints = {0, 1, 2, 3, 4, 6})
  void aManifestOfAnotherFormatIsRefused(int format) throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(
            () -> reread(bundle, "\"formatVersion\" : 5", "\"formatVersion\" : " + format))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith(
            "manifest.json: formatVersion: expected 5, found "
                + format
                + "; the model has to be fitted again");
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
