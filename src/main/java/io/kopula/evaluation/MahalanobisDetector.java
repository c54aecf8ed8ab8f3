package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Optional;

/**
 * Mahalanobis distance from the training mean: a Gaussian of all variables at a step, without
 * memory.
 */
final class MahalanobisDetector implements Detector {
  private static final double RIDGE = 1e-3;

  @Override
  public String name() {
    return "mahalanobis";
  }

  @Override
  public Fitted fit(Frame train) {
    Standardiser standardiser = Standardiser.of(train);
    return new Model(standardiser, Gaussian.of(standardiser.apply(train), RIDGE));
  }

  private record Model(Standardiser standardiser, Gaussian gaussian) implements Fitted {
    @Override
    public double[] score(Frame history, Frame test) {
      return gaussian.squaredDistances(standardiser.apply(test));
    }

    /** Conditional residuals: each variable against what the others make expect. */
    @Override
    public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
      return Optional.of(gaussian.conditionalResiduals(standardiser.apply(test, steps)));
    }
  }
}
