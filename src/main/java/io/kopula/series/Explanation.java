package io.kopula.series;

import java.util.List;

/**
 * Why a score is what it is, beyond its contributions.
 *
 * @param score what is explained
 * @param kind what it looks like
 * @param relations the pairs of variables that deviate most from how they usually go together,
 *     largest first; few
 */
public record Explanation(Score score, AnomalyKind kind, List<BrokenRelation> relations) {
  /** Scores below this are not explained: nothing is unusual. */
  public static final double FLOOR = 0.8;

  public Explanation {
    relations = List.copyOf(relations);
  }

  /** The same under a raised threshold, as {@link Score#dividedBy}. */
  public Explanation dividedBy(double factor) {
    return new Explanation(score.dividedBy(factor), kind, relations);
  }
}
