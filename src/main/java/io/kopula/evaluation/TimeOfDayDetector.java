package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;
import java.util.Optional;

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
    return new Model(rhythm, standardiser, gaussian, smoothing - 1);
  }

  /**
   * @param context steps before each that its mean takes in
   */
  private record Model(Rhythm rhythm, Standardiser standardiser, Gaussian gaussian, int context)
      implements Fitted {
    @Override
    public double[] score(Frame history, Frame test) {
      double[] distances = gaussian.squaredDistances(standardiser.apply(longer(history, test)));
      return causalMean(distances, context);
    }

    /** Conditional residuals of what the rhythm leaves, in the mean over the same steps. */
    @Override
    public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
      Frame longer = longer(history, test);
      return Optional.of(
          Arrays.stream(steps).mapToObj(s -> mean(longer, s)).toArray(double[][]::new));
    }

    private Frame longer(Frame history, Frame test) {
      return rhythm.residual(Standardiser.withContext(history, test, context));
    }

    private double[] mean(Frame longer, int step) {
      double[][] rows = standardiser.apply(longer.slice(step, step + context + 1));
      double[] mean = new double[longer.variables().size()];
      for (double[] residuals : gaussian.conditionalResiduals(rows)) {
        for (int v = 0; v < mean.length; v++) {
          mean[v] += residuals[v] / (context + 1);
        }
      }
      return mean;
    }
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
