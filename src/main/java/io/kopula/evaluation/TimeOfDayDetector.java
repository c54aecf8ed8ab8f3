package io.kopula.evaluation;

import io.kopula.series.Frame;

/**
 * Mahalanobis distance of what is left of a step after the training median of its time of day is
 * taken off, its square as it is or as a causal mean over a few steps. A simple detector that knows
 * the daily rhythm.
 */
final class TimeOfDayDetector implements Detector {
  /** Of a standardised variable's variance: residuals are short of days and need a firm hand. */
  private static final double RIDGE = 0.1;

  private final int smoothing;

  /**
   * @param smoothing steps of the causal mean, 1 for none
   */
  TimeOfDayDetector(int smoothing) {
    this.smoothing = smoothing;
  }

  @Override
  public String name() {
    return smoothing == 1 ? "time-of-day-mahalanobis" : "time-of-day-mahalanobis-mean-" + smoothing;
  }

  @Override
  public Fitted fit(Frame train) {
    Rhythm rhythm = Rhythm.of(train);
    Frame residual = rhythm.residual(train);
    Standardiser standardiser = Standardiser.of(residual);
    Gaussian gaussian = Gaussian.of(standardiser.apply(residual), RIDGE);
    int context = smoothing - 1;
    return (history, test) -> {
      Frame longer = rhythm.residual(Standardiser.withContext(history, test, context));
      double[] distances = gaussian.squaredDistances(standardiser.apply(longer));
      return causalMean(distances, context);
    };
  }

  /**
   * @param values [context + steps]
   * @return [steps], means of each value and the {@code context} before it
   */
  private static double[] causalMean(double[] values, int context) {
    double[] means = new double[values.length - context];
    for (int i = 0; i < means.length; i++) {
      for (int j = i; j <= i + context; j++) {
        means[i] += values[j] / (context + 1);
      }
    }
    return means;
  }
}
