package io.kopula.benchmark;

/**
 * A straight line through measurements, by least squares.
 *
 * @param mean of all values
 * @param slope growth an hour
 * @param error standard error of the slope
 */
record Trend(double mean, double slope, double error) {
  /** Growth an hour, as a share of the mean, from which on something is said to leak. */
  static final double TOLERATED = 0.02;

  /**
   * @param hours when each value was measured
   */
  static Trend of(double[] hours, double[] values) {
    int n = hours.length;
    double meanHour = java.util.Arrays.stream(hours).average().orElse(0);
    double mean = java.util.Arrays.stream(values).average().orElse(0);
    double xx = 0;
    double xy = 0;
    for (int i = 0; i < n; i++) {
      xx += (hours[i] - meanHour) * (hours[i] - meanHour);
      xy += (hours[i] - meanHour) * (values[i] - mean);
    }
    double slope = xx == 0 ? 0 : xy / xx;
    double squares = 0;
    for (int i = 0; i < n; i++) {
      double residual = values[i] - mean - slope * (hours[i] - meanHour);
      squares += residual * residual;
    }
    return new Trend(mean, slope, n < 3 || xx == 0 ? 0 : Math.sqrt(squares / (n - 2) / xx));
  }

  /** Whether growth is beyond what is tolerated and beyond doubt (95 %). */
  boolean isGrowth() {
    return slope - 1.96 * error > TOLERATED * mean;
  }
}
