package io.kopula.benchmark;

import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Models whose fits wait, without doing anything, until they are let go. */
record HeldFits(ModelProvider models, CountDownLatch held) implements ModelProvider {
  HeldFits(ModelProvider models) {
    this(models, new CountDownLatch(1));
  }

  void letGo() {
    held.countDown();
  }

  @Override
  public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
    return models.load(key, wanted);
  }

  @Override
  public Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
    return models.loadNewer(key, wanted, time);
  }

  @Override
  public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
    return models.loadAt(key, wanted, time);
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException {
    held.await();
    return models.fit(key, spec, history, progress);
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history)
      throws FitException, InterruptedException {
    return models.adopt(current, history);
  }
}
