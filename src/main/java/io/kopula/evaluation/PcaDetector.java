package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;
import java.util.Optional;
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
    return new Model(standardiser, gaussian, components(gaussian));
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

  private static final class Model implements Fitted {
    private final Standardiser standardiser;
    private final Gaussian gaussian;
    private final double[][] components;

    /**
     * @param components [kept][variables], orthonormal
     */
    private Model(Standardiser standardiser, Gaussian gaussian, double[][] components) {
      this.standardiser = standardiser;
      this.gaussian = gaussian;
      this.components = components;
    }

    @Override
    public double[] score(Frame history, Frame test) {
      return Arrays.stream(standardiser.apply(test))
          .mapToDouble(row -> Math.sqrt(Arrays.stream(squaredResiduals(row)).sum()))
          .toArray();
    }

    /** Squares of what is not reproduced of each variable. */
    @Override
    public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
      return Optional.of(
          Arrays.stream(standardiser.apply(test, steps))
              .map(this::squaredResiduals)
              .toArray(double[][]::new));
    }

    private double[] squaredResiduals(double[] row) {
      double[] residuals = new double[row.length];
      for (int v = 0; v < row.length; v++) {
        residuals[v] = row[v] - gaussian.mean(v);
      }
      for (double[] component : components) {
        double projection = 0;
        for (int v = 0; v < row.length; v++) {
          projection += component[v] * (row[v] - gaussian.mean(v));
        }
        for (int v = 0; v < row.length; v++) {
          residuals[v] -= projection * component[v];
        }
      }
      Arrays.setAll(residuals, v -> residuals[v] * residuals[v]);
      return residuals;
    }
  }
}
