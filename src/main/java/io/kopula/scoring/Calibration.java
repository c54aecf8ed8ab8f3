package io.kopula.scoring;

import java.util.List;

/**
 * How one entity's evidence becomes its scores.
 *
 * @param channels for each channel, how improbable its energies are on normal data
 * @param joint level of the combined significance of values
 * @param relations level of the significance of relations
 * @param steps calibrated on so many steps
 */
public record Calibration(List<Significance> channels, Level joint, Level relations, int steps) {
  public Calibration {
    channels = List.copyOf(channels);
    if (joint == null || relations == null) { // of a stored record that is not whole
      throw new IllegalArgumentException(
          "calibration: expected levels of both scores, found " + joint + " and " + relations);
    }
  }

  /** Whether the thresholds come from fitted tails; false where data were too few for one. */
  public boolean fitted() {
    return joint.fitted() && relations.fitted();
  }

  /**
   * Where a score begins and where it reaches 1.
   *
   * @param center the median over normal data: a score of 0
   * @param threshold what normal data exceed at the configured rate: a score of 1
   * @param fitted whether the threshold comes from a fitted tail; false where data were too few and
   *     it is a conservative one
   */
  public record Level(double center, double threshold, boolean fitted) {
    public Level {
      if (!(threshold > center)) {
        throw new IllegalArgumentException(
            "threshold: expected more than the center " + center + ", found " + threshold);
      }
    }

    double score(double significance) {
      return Math.max(0, (significance - center) / (threshold - center));
    }
  }
}
