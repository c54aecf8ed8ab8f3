package io.kopula.explanation;

import io.kopula.scoring.Details;
import io.kopula.scoring.Scorer;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.ArrayList;
import java.util.List;

/** Explains scores with the model that gave them. Safe for use by several threads. */
public final class Explainer {
  /** Most broken relations that an explanation tells of. */
  public static final int MOST_RELATIONS = BrokenRelations.MOST;

  private final Scorer scorer;

  public Explainer(Scorer scorer) {
    this.scorer = scorer;
  }

  /**
   * Explains the last step of each window.
   *
   * @param windows as they were scored
   * @param scores what the scorer gave for them, in their order
   * @return one a window, in their order
   */
  public List<Explanation> explain(List<Frame> windows, List<Score> scores) {
    if (windows.isEmpty()) {
      return List.of();
    }
    List<Details> details = scorer.details(windows);
    List<Explanation> explanations = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      Score score = scores.get(i);
      Details each = details.get(i);
      List<BrokenRelation> relations = BrokenRelations.of(each, scorer.spec().variables());
      explanations.add(new Explanation(score, Kinds.of(score, each, relations), relations));
    }
    return explanations;
  }

  /** Scores the last step of a window and explains it. */
  public Explanation explain(Frame window) {
    List<Frame> windows = List.of(window);
    return explain(windows, scorer.score(windows)).get(0);
  }
}
