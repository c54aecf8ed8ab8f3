package io.kopula.faults;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.collector.FakeScorer;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Frame;
import io.kopula.testing.SmallBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Models that are stored and read back as real ones are; their weights are noise, and the score is
 * the last value of the first variable. A stored model that is not whole is an error, where a
 * collector would pass it over.
 */
final class UntrainedModels implements ModelProvider {
  private static final int BYTES = 40_000;

  private final BundleStore store;
  private final InstantSource clock;
  private final Consumer<String> events;

  /**
   * @param events told of fits, stored models and first scores
   */
  UntrainedModels(BundleStore store, InstantSource clock, Consumer<String> events) {
    this.store = store;
    this.clock = clock;
    this.events = events;
  }

  @Override
  public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
    return loadNewer(key, wanted, Instant.MIN);
  }

  @Override
  public Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
    try {
      List<Path> versions = store.versions(key);
      return versions.isEmpty() || !store.fittedAt(versions.get(0)).isAfter(time)
          ? Optional.empty()
          : Optional.of(scorer(store.read(versions.get(0))));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
    return load(key, wanted);
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException {
    events.accept("fitting");
    Instant time = clock.instant();
    byte[] weights = new byte[BYTES];
    new Random(time.toEpochMilli()).nextBytes(weights);
    try {
      Bundle bundle = SmallBundle.commit(store, key, time, spec.hyperparameters(), weights);
      events.accept("stored " + bundle.folder().getFileName());
      return scorer(bundle);
    } catch (IOException e) {
      throw new FitException("model store: could not write " + key, e);
    }
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history) {
    throw new IllegalStateException("expected no further entities, found " + history.size());
  }

  private Scorer scorer(Bundle bundle) {
    AtomicBoolean told = new AtomicBoolean();
    return new FakeScorer(
        bundle.manifest().spec(),
        bundle.manifest().version(),
        bundle.manifest().fittedAt(),
        bundle.manifest().knowledge().keySet(),
        () -> {
          if (!told.getAndSet(true)) {
            events.accept("scored " + bundle.folder().getFileName());
          }
        });
  }
}
