package io.kopula.collector;

import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.List;

/** Makes histories for tests of the doors, the way cycles do. */
public final class Histories {
  private Histories() {}

  /**
   * @param scores of one entity, oldest first
   * @param rows the values behind each
   */
  public static EntityHistory of(List<Score> scores, List<Frame> rows) {
    RecentScores recent = new RecentScores(scores.get(0).entity());
    for (int i = 0; i < scores.size(); i++) {
      recent.add(scores.get(i), rows.get(i), RecentScores.MOST_STEPS);
    }
    return recent.history();
  }
}
