package io.kopula.scoring;

import java.util.List;

/**
 * How one entity's evidence becomes a score.
 *
 * @param scales for each channel, a robust standard deviation of its energy over normal data, nats
 * @param center the combined energy's median over normal data
 * @param threshold the combined energy that normal data exceed at the configured rate: a score of 1
 * @param fitted whether the threshold comes from a fitted tail; false where data were too few and
 *     it is a conservative one
 * @param steps calibrated on so many steps
 */
public record Calibration(
    List<Double> scales, double center, double threshold, boolean fitted, int steps) {
  public Calibration {
    scales = List.copyOf(scales);
    if (!(threshold > center)) {
      throw new IllegalArgumentException(
          "threshold: expected more than the center " + center + ", found " + threshold);
    }
  }
}
