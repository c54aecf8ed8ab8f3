package io.kopula.scoring;

import java.util.List;

/**
 * How one entity's evidence becomes a score.
 *
 * @param channels for each channel, how improbable its energies are on normal data
 * @param center the combined energy's median over normal data
 * @param threshold the combined energy that normal data exceed at the configured rate: a score of 1
 * @param fitted whether the threshold comes from a fitted tail; false where data were too few
 * @param steps calibrated on so many steps
 */
public record Calibration(
    List<Significance> channels, double center, double threshold, boolean fitted, int steps) {
  public Calibration {
    channels = List.copyOf(channels);
    if (!(threshold > center)) {
      throw new IllegalArgumentException(
          "threshold: expected more than the center " + center + ", found " + threshold);
    }
  }
}
