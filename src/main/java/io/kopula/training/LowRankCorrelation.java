package io.kopula.training;

import java.util.function.ToDoubleFunction;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * A correlation matrix R = LL' + P, low rank plus diagonal with unit diagonal, and what follows
 * from it.
 */
final class LowRankCorrelation {
  /** What a variable keeps for itself at least: no correlation is taken as exact. */
  static final double LEAST_UNIQUENESS = 0.03;

  private static final int ROUNDS = 4;

  private final double[][] loadings; // [size, factors]

  private LowRankCorrelation(double[][] loadings) {
    this.loadings = loadings;
  }

  /**
   * @param loadings [size, factors], the squares of each row less than 1 together
   */
  static LowRankCorrelation of(double[][] loadings) {
    double[][] copy = new double[loadings.length][];
    for (int i = 0; i < copy.length; i++) {
      copy[i] = loadings[i].clone();
    }
    return new LowRankCorrelation(copy);
  }

  static LowRankCorrelation identity(int size, int factors) {
    return new LowRankCorrelation(new double[size][factors]);
  }

  /**
   * The principal-factor solution: the leading eigenvectors of the correlation with its diagonal
   * replaced by the communalities, these estimated anew in each round.
   *
   * @param correlation [size, size], symmetric with unit diagonal
   */
  static LowRankCorrelation fit(double[][] correlation, int factors) {
    return fit(correlation, factors, LEAST_UNIQUENESS);
  }

  /**
   * @param least what a variable keeps for itself at least
   */
  static LowRankCorrelation fit(double[][] correlation, int factors, double least) {
    int size = correlation.length;
    double[] communality = new double[size];
    for (int i = 0; i < size; i++) {
      double most = 0;
      for (int j = 0; j < size; j++) {
        most = i == j ? most : Math.max(most, Math.abs(correlation[i][j]));
      }
      communality[i] = Math.min(most, 1 - least);
    }
    double[][] loadings = new double[size][factors];
    LeadingEigenvectors leading = new LeadingEigenvectors(correlation, Math.min(factors, size));
    for (int round = 0; round < ROUNDS; round++) {
      leading.find(communality);
      for (int factor = 0; factor < Math.min(factors, size); factor++) {
        double root = Math.sqrt(Math.max(0, leading.value(factor)));
        for (int i = 0; i < size; i++) {
          loadings[i][factor] = root == 0 ? 0 : root * leading.element(factor, i);
        }
      }
      bound(loadings, communality, least);
    }
    return new LowRankCorrelation(loadings);
  }

  private static void bound(double[][] loadings, double[] communality, double least) {
    for (int i = 0; i < loadings.length; i++) {
      double sum = 0;
      for (double loading : loadings[i]) {
        sum += loading * loading;
      }
      double most = 1 - least;
      if (sum > most) {
        double shrink = Math.sqrt(most / sum);
        for (int factor = 0; factor < loadings[i].length; factor++) {
          loadings[i][factor] *= shrink;
        }
      }
      communality[i] = Math.min(sum, most);
    }
  }

  int size() {
    return loadings.length;
  }

  int factors() {
    return loadings[0].length;
  }

  /** Row by row: [size, factors]. */
  float[] loadings() {
    float[] flat = new float[size() * factors()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = (float) loadings[i / factors()][i % factors()];
    }
    return flat;
  }

  double loading(int variable, int factor) {
    return loadings[variable][factor];
  }

  double uniqueness(int variable) {
    double sum = 0;
    for (double loading : loadings[variable]) {
      sum += loading * loading;
    }
    return 1 - sum;
  }

  /** The inverse of A = I + L'P^-1L, and log|R|, by Woodbury's identity. */
  private RealMatrix capacitance() {
    int factors = factors();
    RealMatrix a = MatrixUtils.createRealIdentityMatrix(factors);
    for (int i = 0; i < size(); i++) {
      double unique = uniqueness(i);
      for (int f = 0; f < factors; f++) {
        for (int g = 0; g < factors; g++) {
          a.addToEntry(f, g, loadings[i][f] * loadings[i][g] / unique);
        }
      }
    }
    return a;
  }

  /** R^-1 [size, size]. */
  double[][] precision() {
    int size = size();
    int factors = factors();
    RealMatrix inverse = MatrixUtils.inverse(capacitance());
    double[][] scaled = new double[size][factors]; // P^-1 L A^-1
    for (int i = 0; i < size; i++) {
      for (int f = 0; f < factors; f++) {
        double sum = 0;
        for (int g = 0; g < factors; g++) {
          sum += loadings[i][g] * inverse.getEntry(g, f);
        }
        scaled[i][f] = sum / uniqueness(i);
      }
    }
    double[][] precision = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double sum = 0;
        for (int f = 0; f < factors; f++) {
          sum += scaled[i][f] * loadings[j][f];
        }
        precision[i][j] = (i == j ? 1 / uniqueness(i) : 0) - sum / uniqueness(j);
      }
    }
    return precision;
  }

  /** The quadratic form q'R^-1q of many rows, without a matrix of the variables' size squared. */
  ToDoubleFunction<float[]> form() {
    int factors = factors();
    RealMatrix inverse = MatrixUtils.inverse(capacitance());
    double[] weight = new double[size()]; // the diagonal of P^-1
    for (int i = 0; i < weight.length; i++) {
      weight[i] = 1 / uniqueness(i);
    }
    return q -> {
      double form = 0;
      double[] scores = new double[factors]; // L'P^-1q
      for (int i = 0; i < q.length; i++) {
        double weighted = weight[i] * q[i];
        form += weighted * q[i];
        for (int f = 0; f < factors; f++) {
          scores[f] += loadings[i][f] * weighted;
        }
      }
      for (int f = 0; f < factors; f++) {
        for (int g = 0; g < factors; g++) {
          form -= scores[f] * inverse.getEntry(f, g) * scores[g];
        }
      }
      return Math.max(0, form);
    };
  }

  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < size(); i++) {
      sum += Math.log(uniqueness(i));
    }
    double[] eigenvalues = new EigenDecompositionSymmetric(capacitance()).getEigenvalues();
    for (double value : eigenvalues) {
      sum += Math.log(value);
    }
    return sum;
  }
}
