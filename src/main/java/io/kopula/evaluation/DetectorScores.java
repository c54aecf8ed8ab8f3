package io.kopula.evaluation;

/** What a detector said of an entity's test steps. */
public final class DetectorScores {
  private final String detector;
  private final double threshold;
  private final double[] values;

  DetectorScores(String detector, double threshold, double[] values) {
    this.detector = detector;
    this.threshold = threshold;
    this.values = values.clone();
  }

  public String detector() {
    return detector;
  }

  /** Scores above it are alarms. */
  public double threshold() {
    return threshold;
  }

  public double value(int step) {
    return values[step];
  }

  public int length() {
    return values.length;
  }
}
