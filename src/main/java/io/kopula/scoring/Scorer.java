package io.kopula.scoring;

import io.kopula.model.ModelSpec;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/**
 * A trained model that is ready to score. Safe for use by several threads; closing waits for scores
 * under way.
 */
public interface Scorer extends AutoCloseable {
  ModelSpec spec();

  /** Identity of the model's version: the first 12 digits of the SHA-256 of its weights. */
  String version();

  /** When the model was fitted. */
  Instant fittedAt();

  /** The entities that the model knows: those with scaling and calibration. */
  Set<Entity> entities();

  /**
   * Whether the threshold of an entity that the model knows is a conservative one, for want of
   * data: normal data exceed a score of 1 more seldom than they were asked to.
   */
  boolean isConservative(Entity entity);

  /**
   * Scores the last step of each window, in batches.
   *
   * @param windows frames with the model's variables in order, on the model's step, each at least
   *     {@link ModelSpec#window()} steps long, of entities in {@link #entities()}
   * @return one score a window, in their order; a window whose last step has no value at all gets a
   *     score of 0 with coverage 0
   * @throws IllegalArgumentException if a window has another shape
   */
  List<Score> score(List<Frame> windows);

  /**
   * What explanations need beyond scores, in batches.
   *
   * @param windows as for {@link #score}
   * @return one a window, in their order
   * @throws IllegalArgumentException if a window has another shape
   */
  List<Details> details(List<Frame> windows);

  @Override
  void close();
}
