package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;
import java.util.Optional;

/** The farthest variable of a step, in standard deviations: alerting on single thresholds. */
final class MaxZDetector implements Detector {
  @Override
  public String name() {
    return "max-z";
  }

  @Override
  public Fitted fit(Frame train) {
    return new Model(Standardiser.of(train));
  }

  private record Model(Standardiser standardiser) implements Fitted {
    @Override
    public double[] score(Frame history, Frame test) {
      return Arrays.stream(standardiser.apply(test))
          .mapToDouble(row -> Arrays.stream(row).map(Math::abs).max().orElse(0))
          .toArray();
    }

    /** |z|. */
    @Override
    public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
      double[][] rows = standardiser.apply(test, steps);
      for (double[] row : rows) {
        Arrays.setAll(row, v -> Math.abs(row[v]));
      }
      return Optional.of(rows);
    }
  }
}
