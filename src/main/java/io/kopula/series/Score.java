package io.kopula.series;

import java.time.Instant;
import java.util.List;

/**
 * How anomalous an entity is at a step.
 *
 * @param entity what was scored
 * @param time the step
 * @param value how improbable the values of all variables together are: 0..1 normal, above 1
 *     anomalous
 * @param relations how far a variable has come loose from the others, on the same scale, whatever
 *     the values themselves are; normal data exceed 1 in one or the other at the configured
 *     false-alarm rate
 * @param coverage share of the step's variables that had a value, 0..1
 * @param contributions one for each variable of the model, in its order; they add up to the higher
 *     of both scores
 * @param expectations what each variable should be, in the model's order; empty where unknown
 */
public record Score(
    Entity entity,
    Instant time,
    double value,
    double relations,
    double coverage,
    List<Contribution> contributions,
    List<Expectation> expectations) {
  /** The level above which a score is anomalous. */
  public static final double THRESHOLD = 1.0;

  public Score {
    contributions = List.copyOf(contributions);
    expectations = List.copyOf(expectations);
  }

  /** A score without relations and expected values. */
  public Score(
      Entity entity,
      Instant time,
      double value,
      double coverage,
      List<Contribution> contributions) {
    this(entity, time, value, 0, coverage, contributions, List.of());
  }

  /**
   * The score under a raised threshold, which is 1 again.
   *
   * @param factor how far it is raised, 1 or more
   */
  public Score dividedBy(double factor) {
    if (factor == 1) {
      return this;
    }
    List<Contribution> divided =
        contributions.stream()
            .map(
                each ->
                    new Contribution(
                        each.variable(), each.marginal() / factor, each.dependence() / factor))
            .toList();
    return new Score(
        entity, time, value / factor, relations / factor, coverage, divided, expectations);
  }

  public boolean isAnomalous() {
    return highest() > THRESHOLD;
  }

  /** The higher of both scores: that which makes an entity anomalous. */
  public double highest() {
    return Math.max(value, relations);
  }
}
