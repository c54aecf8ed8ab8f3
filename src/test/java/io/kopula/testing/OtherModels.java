package io.kopula.testing;

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

/** Models of another provider; subclasses do some of it otherwise. */
public abstract class OtherModels implements ModelProvider {
  private final ModelProvider models;

  protected OtherModels(ModelProvider models) {
    this.models = models;
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
    return models.fit(key, spec, history, progress);
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history)
      throws FitException, InterruptedException {
    return models.adopt(current, history);
  }
}
