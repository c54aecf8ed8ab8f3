package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What is usual for one variable taken alone.
 *
 * @param mean of its values
 * @param spread their standard deviation
 * @param deviation standard deviation from its rhythm; 0 for a constant
 * @param least value
 * @param greatest value
 * @param largestStep largest usual change from one step to the next
 */
record VariableLife(
    double mean,
    double spread,
    double deviation,
    double least,
    double greatest,
    double largestStep) {
  /**
   * @param residual {@code train} without its rhythm
   * @param usual share of changes from step to step that are usual
   */
  static VariableLife of(Frame train, Frame residual, int variable, double usual) {
    double[] values = present(train, variable);
    double[] deviations = present(residual, variable);
    double[] steps =
        IntStream.range(1, train.length())
            .mapToDouble(i -> Math.abs(train.value(i, variable) - train.value(i - 1, variable)))
            .filter(change -> !Double.isNaN(change))
            .sorted()
            .toArray();
    double mean = Arrays.stream(values).average().orElse(0);
    return new VariableLife(
        mean,
        rootMeanSquare(values, mean),
        rootMeanSquare(deviations, Arrays.stream(deviations).average().orElse(0)),
        Arrays.stream(values).min().orElse(Double.NaN),
        Arrays.stream(values).max().orElse(Double.NaN),
        steps.length == 0 ? 0 : steps[(int) (usual * (steps.length - 1))]);
  }

  private static double[] present(Frame frame, int variable) {
    return IntStream.range(0, frame.length())
        .filter(i -> frame.isPresent(i, variable))
        .mapToDouble(i -> frame.value(i, variable))
        .toArray();
  }

  private static double rootMeanSquare(double[] values, double centre) {
    return Math.sqrt(
        Arrays.stream(values).map(v -> (v - centre) * (v - centre)).average().orElse(0));
  }

  /** Standard deviations from the mean. */
  double toUnits(double value) {
    return (value - mean) / spread;
  }

  double fromUnits(double units) {
    return mean + spread * units;
  }

  /** False for a missing value, too. */
  boolean isWithinRange(double value) {
    return value >= least && value <= greatest;
  }

  boolean isUsualStep(double before, double after) {
    return Math.abs(after - before) <= largestStep;
  }
}
