package io.kopula.testing;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest;
import io.kopula.bundle.Manifest.StoredEntity;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
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

/** Stored models with a true manifest and weights that are none. */
public final class SmallBundle {
  private SmallBundle() {}

  public static Bundle commit(
      BundleStore store,
      ModelKey key,
      Instant fittedAt,
      Hyperparameters hyperparameters,
      byte[] weights)
      throws IOException {
    Path staged = store.stage(key);
    Files.write(BundleStore.weights(staged), weights);
    Files.write(staged.resolve("saved_model.pb"), weights);
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
            fittedAt.minus(Duration.ofDays(14)),
            fittedAt,
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
}
