package io.kopula.bundle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.scoring.Baseline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundleStoreTest {
  private static final ModelKey KEY = new ModelKey("shop", null);
  private static final Instant NOW = Instant.parse("2026-11-02T10:00:00Z");

  @TempDir private Path root;

  private Bundle commit(Hyperparameters hyperparameters) throws IOException {
    BundleStore store = new BundleStore(root);
    Path staged = store.stage(KEY);
    Files.createDirectories(staged.resolve("variables"));
    Files.writeString(staged.resolve("variables/variables.data-00000-of-00001"), "weights");
    Manifest manifest =
        new Manifest(
            Manifest.FORMAT_VERSION,
            KEY.toString(),
            NOW,
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
            new Baseline(List.of(0.25)),
            List.of());
    return store.commit(KEY, staged, manifest);
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

  @Test
  void aModelOfTheFirstFormatIsOneOfInnovations() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT.withWindow(24));
    Bundle old = reread(bundle, "\"formatVersion\" : 2", "\"formatVersion\" : 1");
    old = reread(old, "\"latents\" : \"INNOVATION\",\\s+\"latentSize\" : \\d+,", "");
    assertThat(old.manifest()).isEqualTo(bundle.manifest());
  }

  @Test
  void aManifestOfANewerFormatIsRefused() throws Exception {
    Bundle bundle = commit(Hyperparameters.DEFAULT);
    assertThatThrownBy(() -> reread(bundle, "\"formatVersion\" : 2", "\"formatVersion\" : 3"))
        .isInstanceOf(IOException.class)
        .hasMessageEndingWith("manifest.json: formatVersion: expected 1 to 2, found 3");
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
