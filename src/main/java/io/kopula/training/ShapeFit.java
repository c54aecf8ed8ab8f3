package io.kopula.training;

import io.kopula.model.Dependence;
import java.util.Arrays;

/**
 * The joint dependence of innovations over variables and lags, low rank plus diagonal, from their
 * robustly weighted covariance. No variable keeps less for itself than the mean of all: where one
 * is told exactly by the others, a deviation too small to matter would outweigh all else.
 *
 * @param correlation with unit diagonal
 * @param deviations by which innovations are divided to have it
 */
@SuppressWarnings("ArrayRecordComponent") // package-private, read once
record ShapeFit(LowRankCorrelation correlation, double[] deviations) {
  private static final int ROUNDS = 2;
  private static final int FACTOR_ROUNDS = 6;

  /** What a variable keeps for itself at least, of its own variance and of all variables'. */
  private static final double LEAST_UNIQUENESS = 0.05;

  private static final double LEAST_VARIANCE = 1e-3;

  static ShapeFit of(Dependence kind, DependenceFit.Rows rows, int factors) {
    float[][] scores = new float[rows.count()][rows.size()];
    for (int row = 0; row < scores.length; row++) {
      for (int j = 0; j < rows.size(); j++) {
        scores[row][j] = (float) rows.innovation(row, j);
      }
    }
    double[] weights = new double[scores.length];
    Arrays.fill(weights, 1);
    boolean isJoint = kind != Dependence.INDEPENDENT && scores.length >= 2;
    ShapeFit fit = of(PairwiseMoments.of(scores, rows, weights), rows.size(), factors, isJoint);
    for (int round = 1; round < ROUNDS; round++) {
      fit.reweigh(scores, rows, weights);
      fit = of(PairwiseMoments.of(scores, rows, weights), rows.size(), factors, isJoint);
    }
    return fit;
  }

  private void reweigh(float[][] scores, DependenceFit.Rows rows, double[] weights) {
    ObservedForm forms = new ObservedForm(correlation);
    float[] standard = new float[deviations.length];
    for (int row = 0; row < scores.length; row++) {
      for (int j = 0; j < standard.length; j++) {
        standard[j] = (float) (scores[row][j] / deviations[j]);
      }
      forms.observe(DependenceFit.present(rows, row));
      weights[row] =
          (DependenceFit.ROBUST_DEGREES + forms.count())
              / (DependenceFit.ROBUST_DEGREES + forms.of(standard));
    }
  }

  private static ShapeFit of(PairwiseMoments moments, int size, int factors, boolean isJoint) {
    double[][] covariance = new double[size][size];
    double[] own = new double[size];
    double least = LEAST_VARIANCE;
    for (int i = 0; i < size; i++) {
      for (int j = 0; j <= i; j++) {
        double n = moments.count(i, j);
        double shrunk = i == j ? 1 : n / (n + DependenceFit.PRIOR_ROWS);
        covariance[i][j] = moments.mean(i, j) * shrunk;
        covariance[j][i] = covariance[i][j];
      }
      own[i] = covariance[i][i];
    }
    double[][] loadings = new double[size][factors];
    if (isJoint) {
      for (int i = 0; i < size; i++) {
        own[i] /= 2;
      }
      LeadingEigenvectors leading = new LeadingEigenvectors(covariance, Math.min(factors, size));
      for (int round = 0; round < FACTOR_ROUNDS; round++) {
        double[] shared = new double[size];
        for (int i = 0; i < size; i++) {
          shared[i] = covariance[i][i] - own[i];
        }
        leading.find(shared);
        for (int i = 0; i < size; i++) {
          own[i] = covariance[i][i];
          for (int f = 0; f < Math.min(factors, size); f++) {
            double root = Math.sqrt(Math.max(0, leading.value(f)));
            loadings[i][f] = root == 0 ? 0 : root * leading.element(f, i);
            own[i] -= loadings[i][f] * loadings[i][f];
          }
          own[i] = Math.max(own[i], LEAST_UNIQUENESS * covariance[i][i] + least);
        }
      }
    }
    return standardised(loadings, own);
  }

  private static ShapeFit standardised(double[][] loadings, double[] own) {
    double mean = Math.max(LEAST_VARIANCE, Arrays.stream(own).average().orElse(1));
    double[] deviations = new double[own.length];
    for (int i = 0; i < own.length; i++) {
      double variance = Math.max(own[i], mean);
      for (double loading : loadings[i]) {
        variance += loading * loading;
      }
      deviations[i] = Math.sqrt(variance);
      for (int f = 0; f < loadings[i].length; f++) {
        loadings[i][f] /= deviations[i];
      }
    }
    return new ShapeFit(LowRankCorrelation.of(loadings), deviations);
  }
}
