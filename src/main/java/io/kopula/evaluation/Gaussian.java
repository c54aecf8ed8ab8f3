package io.kopula.evaluation;

import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/** Mean and covariance of rows, and how far a row is from them. */
final class Gaussian {
  private final double[] mean;
  private final double[][] covariance;
  private final double[][] precision;

  private Gaussian(double[] mean, double[][] covariance, double ridge) {
    this.mean = mean;
    this.covariance = covariance;
    RealMatrix ridged = MatrixUtils.createRealMatrix(covariance);
    for (int v = 0; v < mean.length; v++) {
      ridged.addToEntry(v, v, ridge);
    }
    this.precision = new CholeskyDecomposition(ridged).getSolver().getInverse().getData();
  }

  /**
   * @param rows [steps][variables]
   * @param ridge added to the variances, so that constant variables and copies stay harmless
   */
  static Gaussian of(double[][] rows, double ridge) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    double[] mean = new double[width];
    for (double[] row : rows) {
      for (int v = 0; v < width; v++) {
        mean[v] += row[v] / rows.length;
      }
    }
    double[][] covariance = new double[width][width];
    double[] centred = new double[width];
    for (double[] row : rows) {
      for (int v = 0; v < width; v++) {
        centred[v] = row[v] - mean[v];
      }
      for (int v = 0; v < width; v++) {
        for (int w = 0; w <= v; w++) {
          covariance[v][w] += centred[v] * centred[w] / rows.length;
        }
      }
    }
    for (int v = 0; v < width; v++) {
      for (int w = 0; w < v; w++) {
        covariance[w][v] = covariance[v][w];
      }
    }
    return new Gaussian(mean, covariance, ridge);
  }

  /**
   * @param rows [steps][variables]
   * @return [steps], squares of the Mahalanobis distances
   */
  double[] squaredDistances(double[][] rows) {
    double[] distances = new double[rows.length];
    double[] centred = new double[mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int v = 0; v < mean.length; v++) {
        centred[v] = rows[i][v] - mean[v];
      }
      double square = 0;
      for (int v = 0; v < mean.length; v++) {
        double sum = 0;
        for (int w = 0; w < mean.length; w++) {
          sum += precision[v][w] * centred[w];
        }
        square += sum * centred[v];
      }
      distances[i] = Math.max(0, square);
    }
    return distances;
  }

  /**
   * How far each variable is from what the others make expect, squared, in units of the variance
   * that they leave to it: (P(x − m))_j² / P_jj with P the inverse of the covariance.
   *
   * @param rows [steps][variables]
   * @return [steps][variables]
   */
  double[][] conditionalResiduals(double[][] rows) {
    double[][] residuals = new double[rows.length][mean.length];
    for (int i = 0; i < rows.length; i++) {
      for (int v = 0; v < mean.length; v++) {
        double sum = 0;
        for (int w = 0; w < mean.length; w++) {
          sum += precision[v][w] * (rows[i][w] - mean[w]);
        }
        residuals[i][v] = sum * sum / precision[v][v];
      }
    }
    return residuals;
  }

  /** Share of a variable's variance that the others explain linearly, 0..1; 0 for a constant. */
  double explained(int variable) {
    double variance = covariance[variable][variable];
    return variance <= 0 ? 0 : Math.max(0, 1 - 1 / (precision[variable][variable] * variance));
  }

  /** Linear correlation of two variables, 0 if one is constant. */
  double correlation(int one, int other) {
    double scale = Math.sqrt(covariance[one][one] * covariance[other][other]);
    return scale <= 0 ? 0 : covariance[one][other] / scale;
  }

  double mean(int variable) {
    return mean[variable];
  }

  RealMatrix covariance() {
    return MatrixUtils.createRealMatrix(covariance);
  }
}
