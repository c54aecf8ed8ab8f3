package io.kopula.evaluation;

import java.util.List;

/**
 * An entity with the scores of all detectors that could be run on it, in the detectors' order.
 *
 * @param scores at least one
 */
public record ScoredEntity(LabelledEntity entity, List<DetectorScores> scores) {
  public ScoredEntity {
    scores = List.copyOf(scores);
  }
}
