package io.kopula.bundle;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.testing.Fuzz;
import io.kopula.testing.SmallBundle;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Random;

/** Stored models: bytes of the manifest, of weights or of checksums changed. */
public final class BundleFuzz implements Fuzz {
  private static final ModelKey KEY = new ModelKey("shop", null);
  private static final byte[][] PIECES =
      Fuzz.pieces(
          "",
          "[",
          "]",
          "{",
          "}",
          "\"",
          ",",
          ":",
          "null",
          "true",
          "-1",
          "0",
          "1e999",
          "NaN",
          "99999999999999999999",
          "\"PT0S\"",
          "\"P1D\"",
          "\"Nowhere/Atall\"",
          "\"\"",
          "[]",
          "{}",
          "5",
          "6",
          "\"EMBEDDING\"",
          "[".repeat(1500),
          "\u00e4",
          "2147483647",
          "1e-320");

  private final BundleStore store;
  private final Path manifest;
  private final Path weights;
  private final Path checksums;
  private final byte[][] whole;

  /**
   * @param folder for the store
   */
  public BundleFuzz(Path folder) throws IOException {
    store = new BundleStore(folder);
    Bundle bundle =
        SmallBundle.commit(store, KEY, Instant.EPOCH, Hyperparameters.DEFAULT, new byte[500]);
    manifest = bundle.folder().resolve("manifest.json");
    weights = BundleStore.weights(bundle.folder());
    checksums = bundle.folder().resolve(Checksums.FILE);
    whole = new byte[][] {Files.readAllBytes(manifest), Files.readAllBytes(weights)};
    assertThat(Files.readAllBytes(checksums)).isNotEmpty();
    Files.delete(checksums); // which would hide all that comes before
  }

  @Override
  public boolean isRefused(Random random) throws IOException {
    boolean ofWeights = random.nextInt(20) == 0;
    Path file = ofWeights ? weights : manifest;
    byte[] bytes = whole[ofWeights ? 1 : 0];
    Files.write(file, Fuzz.mutate(bytes, random, PIECES));
    if (random.nextInt(20) == 0) {
      Files.write(checksums, Fuzz.mutate(bytes, random, PIECES));
    }
    try {
      Manifest read = store.read(manifest.getParent()).manifest();
      assertThat(read.spec().width()).isEqualTo(read.variables().size());
      assertThat(read.version()).hasSize(12);
      read.knowledge();
      return false;
    } catch (IOException e) {
      return true;
    } finally {
      Files.write(file, bytes);
      Files.deleteIfExists(checksums);
    }
  }
}
