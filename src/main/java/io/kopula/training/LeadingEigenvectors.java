package io.kopula.training;

import java.util.SplittableRandom;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;

/**
 * The largest eigenvalues of a symmetric matrix whose diagonal changes a little from search to
 * search, and their eigenvectors. Small matrices are decomposed whole. Large ones, whose whole
 * decomposition would take minutes, by subspace iteration with a few vectors more than wanted
 * (Stewart 1976; Halko, Martinsson and Tropp 2011, alg. 4.4), each search from where the last
 * ended.
 */
final class LeadingEigenvectors {
  /** Up to this size matrices are decomposed whole. */
  static final int MOST_WHOLE = 64;

  private static final int ADDITIONAL = 8;
  private static final int MOST_ITERATIONS = 40;

  /** The wanted eigenvalues have settled when their sum changes by less than this share. */
  private static final double SETTLED = 1e-6;

  private static final long SEED = 7; // of the first basis: any will do

  private final double[][] matrix; // its diagonal is replaced in each search
  private final int wanted;
  private double[] values = new double[0];
  private double[][] vectors; // [basis, size], orthonormal rows

  /**
   * @param matrix [size, size], symmetric, with no eigenvalue below -1 whatever its diagonal will
   *     be
   */
  LeadingEigenvectors(double[][] matrix, int wanted) {
    this.matrix = new double[matrix.length][];
    for (int i = 0; i < matrix.length; i++) {
      this.matrix[i] = matrix[i].clone();
    }
    this.wanted = wanted;
    int basis = Math.min(matrix.length, wanted + ADDITIONAL);
    vectors = new double[basis][matrix.length];
    SplittableRandom random = new SplittableRandom(SEED);
    for (double[] vector : vectors) {
      for (int i = 0; i < vector.length; i++) {
        vector[i] = random.nextDouble() - 0.5;
      }
    }
    orthonormalise(vectors);
  }

  /** Finds those of the matrix with this diagonal. */
  void find(double[] diagonal) {
    for (int i = 0; i < diagonal.length; i++) {
      matrix[i][i] = diagonal[i];
    }
    if (matrix.length <= MOST_WHOLE) {
      take(new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(matrix)));
      return;
    }
    double[][] basis = vectors;
    double before = Double.NaN;
    for (int iteration = 0; iteration < MOST_ITERATIONS; iteration++) {
      double[][] grown = search(basis);
      double sum = 0;
      for (int index = 0; index < wanted; index++) {
        sum += values[index];
      }
      if (Math.abs(sum - before) <= SETTLED * Math.abs(sum)) {
        return;
      }
      before = sum;
      basis = grown;
      orthonormalise(basis);
    }
  }

  /** Descending. */
  double value(int index) {
    return values[index];
  }

  double element(int index, int row) {
    return vectors[index][row];
  }

  private void take(EigenDecompositionSymmetric eigen) {
    values = eigen.getEigenvalues();
    for (int index = 0; index < wanted; index++) {
      vectors[index] = eigen.getEigenvector(index).toArray();
    }
  }

  /**
   * Finds the best vectors within a basis (Rayleigh and Ritz).
   *
   * @return the basis multiplied by the matrix plus the identity, whose shift puts large
   *     eigenvalues before negative ones of their size
   */
  private double[][] search(double[][] basis) {
    double[][] images = new double[basis.length][];
    for (int i = 0; i < basis.length; i++) {
      images[i] = combine(basis[i], matrix);
    }
    RealMatrix projected = MatrixUtils.createRealMatrix(basis.length, basis.length);
    for (int i = 0; i < basis.length; i++) {
      for (int j = 0; j <= i; j++) {
        double product = dot(basis[i], images[j]);
        projected.setEntry(i, j, product);
        projected.setEntry(j, i, product);
      }
    }
    EigenDecompositionSymmetric ritz = new EigenDecompositionSymmetric(projected);
    values = ritz.getEigenvalues();
    vectors = new double[basis.length][];
    double[][] grown = new double[basis.length][];
    for (int index = 0; index < basis.length; index++) {
      double[] weights = ritz.getEigenvector(index).toArray();
      vectors[index] = combine(weights, basis);
      grown[index] = combine(weights, images);
      add(grown[index], 1, vectors[index]);
    }
    return grown;
  }

  /** Gram and Schmidt's method, twice: once leaves too much of what is nearly parallel. */
  private static void orthonormalise(double[][] vectors) {
    for (int i = 0; i < vectors.length; i++) {
      for (int pass = 0; pass < 2; pass++) {
        for (int j = 0; j < i; j++) {
          add(vectors[i], -dot(vectors[i], vectors[j]), vectors[j]);
        }
      }
      double norm = Math.sqrt(dot(vectors[i], vectors[i]));
      for (int k = 0; k < vectors[i].length; k++) {
        vectors[i][k] = norm > 0 ? vectors[i][k] / norm : 0;
      }
    }
  }

  /** The rows' sum by weights. */
  private static double[] combine(double[] weights, double[][] rows) {
    double[] sum = new double[rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      add(sum, weights[row], rows[row]);
    }
    return sum;
  }

  private static void add(double[] target, double factor, double[] other) {
    for (int i = 0; i < target.length; i++) {
      target[i] += factor * other[i];
    }
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
