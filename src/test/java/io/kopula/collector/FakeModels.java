package io.kopula.collector;

import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes fake scorers, numbered v1, v2, …, and remembers what it was asked. */
final class FakeModels implements ModelProvider {
  record Fit(ModelKey key, List<Frame> history) {}

  private final InstantSource clock;
  final Map<ModelKey, FakeScorer> stored = new HashMap<>();
  final Map<ModelKey, FakeScorer> storedAt = new HashMap<>();
  final List<Instant> asked = new CopyOnWriteArrayList<>();
  final List<ModelKey> loads = new CopyOnWriteArrayList<>();
  final List<Fit> fits = new CopyOnWriteArrayList<>();
  final List<Fit> adoptions = new CopyOnWriteArrayList<>();
  final List<FakeScorer> made = new CopyOnWriteArrayList<>();
  @Nullable Throwable failure;
  @Nullable RuntimeException loadFailure;
  Blocking onFit = () -> {};

  @FunctionalInterface
  interface Blocking {
    void run() throws InterruptedException;
  }

  FakeModels(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
    loads.add(key);
    if (loadFailure != null) {
      throw loadFailure;
    }
    return Optional.ofNullable(stored.get(key));
  }

  @Override
  public Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
    return Optional.<Scorer>ofNullable(stored.get(key))
        .filter(scorer -> scorer.fittedAt().isAfter(time));
  }

  @Override
  public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
    asked.add(time);
    return Optional.ofNullable(storedAt.get(key));
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException {
    progress.report("training", 0.5);
    fits.add(new Fit(key, history));
    onFit.run();
    raise();
    return make(spec, history.stream().map(Frame::entity).collect(Collectors.toSet()));
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history) throws FitException {
    adoptions.add(new Fit(new ModelKey("adopted", null), history));
    raise();
    Set<Entity> all = new HashSet<>(current.entities());
    history.forEach(frame -> all.add(frame.entity()));
    FakeScorer adopted = new FakeScorer(current.spec(), current.version(), current.fittedAt(), all);
    made.add(adopted);
    return adopted;
  }

  FakeScorer newest() {
    return made.get(made.size() - 1);
  }

  private FakeScorer make(ModelSpec spec, Set<Entity> entities) {
    FakeScorer scorer = new FakeScorer(spec, "v" + (made.size() + 1), clock.instant(), entities);
    made.add(scorer);
    return scorer;
  }

  private void raise() throws FitException {
    if (failure instanceof FitException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
