package io.kopula.collector;

import io.kopula.explanation.Explainer;

/**
 * How many series the collector exports of the entities of a group, but for those that tell of
 * quiet incidents and of raised thresholds.
 *
 * @param usual while all are as usual
 * @param most while all are unusual
 */
public record ExportedSeries(long usual, long most) {
  /** Scores, whether it is in an incident, coverage, the time of the last score. */
  private static final int OF_ENTITY = 5;

  /** The value, and what it should be with both ends of the band. */
  private static final int OF_VARIABLE = 4;

  private static final int PARTS = 2; // of a contribution
  private static final int KIND = 1;

  /**
   * @param entities that are scored
   * @param variables of the group
   */
  public static ExportedSeries of(int entities, int variables) {
    int unusual =
        PARTS * Math.min(variables, EntityRows.CONTRIBUTION_VARIABLES)
            + KIND
            + Explainer.MOST_RELATIONS;
    return new ExportedSeries(
        series(entities, OF_VARIABLE * variables),
        series(entities, OF_VARIABLE * variables + unusual));
  }

  private static long series(int entities, int ofVariables) {
    long shown = ofVariables == 0 ? 0 : Math.min(entities, EntityRows.MOST_SERIES / ofVariables);
    return (long) entities * OF_ENTITY + shown * ofVariables;
  }
}
