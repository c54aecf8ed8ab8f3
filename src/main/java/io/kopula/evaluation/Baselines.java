package io.kopula.evaluation;

import java.util.List;

/** The simple detectors that a skeptic would try first. */
public final class Baselines {
  private static final int SMOOTHING = 5;
  private static final int WINDOW = 10;

  private Baselines() {}

  /**
   * @param seed of the random score
   */
  public static List<Detector> all(long seed) {
    return List.of(
        new RandomDetector(seed),
        new MaxZDetector(),
        new MahalanobisDetector(),
        new TimeOfDayDetector(1),
        new TimeOfDayDetector(SMOOTHING),
        new PcaDetector(),
        new NearestNeighbourDetector(WINDOW));
  }
}
