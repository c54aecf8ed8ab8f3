package io.kopula.scoring;

import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.series.Frame;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where scorers come from: the model store, or a fit. Safe for use by several threads. */
public interface ModelProvider {
  /**
   * The newest stored model that fits the wanted variables, step and seasons, ready to score. A
   * stored model that is broken or of another shape is passed over with a logged reason.
   */
  Optional<Scorer> load(ModelKey key, ModelSpec wanted);

  /** As {@link #load}, of those that were fitted after a time; others may have stored one. */
  default Optional<Scorer> loadNewer(ModelKey key, ModelSpec wanted, Instant time) {
    return Optional.empty();
  }

  /**
   * The stored model that was in use at a time: the newest that fits and was fitted by then. Where
   * all that are kept are younger, the oldest of them; {@link Scorer#fittedAt} tells.
   */
  Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time);

  /**
   * Fits a model, stores it and gives it back ready to score. Long work: call it in the background.
   * Interrupting the thread abandons the fit.
   *
   * @param history one frame an entity, each with the spec's variables in order
   * @throws FitException if no model could be fitted; its message names the reason
   */
  Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException, InterruptedException;

  /**
   * The same weights with further entities: each gets its scaling and calibration from its history.
   * The current scorer stays usable and is closed by its owner.
   *
   * @throws FitException if none of the histories is long enough
   */
  Scorer adopt(Scorer current, List<Frame> history) throws FitException, InterruptedException;
}
