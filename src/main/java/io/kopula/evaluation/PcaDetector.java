package io.kopula.evaluation;

import io.kopula.series.Frame;
import org.hipparchus.linear.EigenDecompositionSymmetric;

/** What the leading principal components of a step do not reproduce. */
final class PcaDetector implements Detector {
  /** Components are kept until they explain this share of the training variance. */
  private static final double EXPLAINED = 0.95;

  private static final double RIDGE = 1e-3;

  @Override
  public String name() {
    return "pca";
  }

  @Override
  public Fitted fit(Frame train) {
    Standardiser standardiser = Standardiser.of(train);
    Gaussian gaussian = Gaussian.of(standardiser.apply(train), RIDGE);
    double[][] components = components(gaussian);
    return (history, test) -> {
      double[][] rows = standardiser.apply(test);
      double[] errors = new double[rows.length];
      for (int i = 0; i < rows.length; i++) {
        errors[i] = reconstructionError(rows[i], gaussian, components);
      }
      return errors;
    };
  }

  private static double[][] components(Gaussian gaussian) {
    EigenDecompositionSymmetric eigen = new EigenDecompositionSymmetric(gaussian.covariance());
    double[] variances = eigen.getEigenvalues();
    double total = 0;
    for (double variance : variances) {
      total += variance;
    }
    int kept = 0;
    for (double explained = 0; kept < variances.length && explained < EXPLAINED * total; kept++) {
      explained += variances[kept];
    }
    double[][] components = new double[kept][];
    for (int k = 0; k < kept; k++) {
      components[k] = eigen.getEigenvector(k).toArray();
    }
    return components;
  }

  private static double reconstructionError(
      double[] row, Gaussian gaussian, double[][] components) {
    double error = 0;
    for (int v = 0; v < row.length; v++) {
      row[v] -= gaussian.mean(v);
      error += row[v] * row[v];
    }
    for (double[] component : components) {
      double projection = 0;
      for (int v = 0; v < row.length; v++) {
        projection += component[v] * row[v];
      }
      error -= projection * projection;
    }
    return Math.sqrt(Math.max(0, error));
  }
}
