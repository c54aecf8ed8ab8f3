package io.kopula.evaluation;

import io.kopula.series.Frame;

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
    Gaussian gaussian = Gaussian.of(standardiser.apply(train), RIDGE);
    return (history, test) -> gaussian.squaredDistances(standardiser.apply(test));
  }
}
