package io.kopula.model.graph;

import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Unique;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.op.linalg.TriangularSolve;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

/**
 * A correlation R = LL' + P, low rank plus diagonal with unit diagonal, and what is left of it
 * where variables are missing. Inverses and determinants are those of k x k matrices (Woodbury's
 * identity). R is fitted outside the graph.
 */
final class LowRank {
  private final Ops tf;
  private final int size;
  private final int factors;
  private final Operand<TFloat32> loadings; // L [size, factors]

  /**
   * @param size n, the number of variables, or of variables times lags
   * @param factors k
   */
  LowRank(Ops tf, Weights weights, String name, int size, int factors) {
    this.tf = tf;
    this.size = size;
    this.factors = factors;
    loadings = weights.fitted(name + "/loadings", 0f, size, factors);
  }

  int size() {
    return size;
  }

  /** L [size, k]. */
  Operand<TFloat32> loadings() {
    return loadings;
  }

  /** The diagonal of P [size]. */
  Operand<TFloat32> uniqueness() {
    return tf.math.sub(tf.constant(1f), sum(tf.math.mul(loadings, loadings), false));
  }

  /**
   * What the observed variables give. Most rows lack the same, mostly nothing: what only the mask
   * decides is worked out once for each pattern of gaps.
   */
  final class Observed {
    private final Operand<TFloat32> patterns;
    private final Operand<TInt32> pattern; // of each row
    private final Operand<TFloat32> root; // Cholesky factor of A = I + L'MP^-1L [patterns, k, k]
    private final Operand<TFloat32> product;

    private Observed(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
      Unique<TFloat64, TInt32> keys = tf.unique(keys(mask), tf.constant(new int[] {0}));
      pattern = keys.idx();
      Operand<TInt32> rows = tf.range(tf.constant(0), tf.size(pattern), tf.constant(1));
      Operand<TInt32> examples = tf.math.unsortedSegmentMax(rows, pattern, tf.size(keys.y()));
      patterns = tf.gather(mask, examples, tf.constant(0));
      root = tf.linalg.cholesky(capacitance(tf.math.div(patterns, uniqueness())));
      product = solve(quantiles, tf.math.div(mask, uniqueness()));
    }

    private Operand<TFloat32> solve(Operand<TFloat32> quantiles, Operand<TFloat32> weight) {
      Operand<TFloat32> inverseRoot =
          tf.linalg.triangularSolve(
              root,
              tf.math.add(tf.math.mul(root, tf.constant(0f)), identity()),
              TriangularSolve.lower(true));
      Operand<TFloat32> inverse = // A^-1 [rows, k, k]
          byRow(
              tf.train.batchMatMul(
                  inverseRoot, inverseRoot, TFloat32.class, BatchMatMul.adjX(true)));
      Operand<TFloat32> right = // L'MP^-1q [rows, k, 1]
          tf.expandDims(
              tf.linalg.matMul(tf.math.mul(quantiles, weight), loadings), tf.constant(-1));
      Operand<TFloat32> solved = tf.train.batchMatMul(inverse, right, TFloat32.class);
      Operand<TFloat32> common = // L A^-1 L'MP^-1q
          common(tf.reshape(solved, tf.constant(new int[] {-1, factors})));
      return tf.math.mul(weight, tf.math.sub(quantiles, common));
    }

    /** R_oo^-1 q [rows, size], 0 where missing. */
    Operand<TFloat32> product() {
      return product;
    }

    /** The different masks [patterns, size]. */
    Operand<TFloat32> patterns() {
      return patterns;
    }

    /** What each row has of what each pattern has. */
    Operand<TFloat32> byRow(Operand<TFloat32> byPattern) {
      return tf.gather(byPattern, pattern, tf.constant(0));
    }

    /** log|R_oo| [rows, 1]. */
    Operand<TFloat32> logDeterminant() {
      Operand<TFloat32> diagonal = // of the root [patterns, k]
          tf.reduceSum(tf.math.mul(root, identity()), tf.constant(-1));
      return byRow(
          tf.math.add(
              sum(tf.math.mul(patterns, tf.math.log(uniqueness())), true),
              tf.math.mul(tf.constant(2f), sum(tf.math.log(diagonal), true))));
    }

    /** h = diag(L A^-1 L') [rows, size]. */
    Operand<TFloat32> leverage() {
      Operand<TFloat32> solved = solvedLoadings();
      return byRow(tf.reduceSum(tf.math.mul(solved, solved), tf.constant(1)));
    }

    /** The Cholesky factor's inverse times L' [patterns, k, size]. */
    Operand<TFloat32> solvedLoadings() {
      Operand<TFloat32> none =
          tf.math.mul(tf.expandDims(patterns, tf.constant(1)), tf.constant(0f));
      Operand<TFloat32> right =
          tf.math.add(none, tf.linalg.transpose(loadings, tf.constant(new int[] {1, 0})));
      return tf.linalg.triangularSolve(root, right, TriangularSolve.lower(true));
    }
  }

  /**
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   */
  Observed observe(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    return new Observed(quantiles, mask);
  }

  /** Factors [rows, k] through the loadings: [rows, size]. */
  Operand<TFloat32> common(Operand<TFloat32> scores) {
    return tf.linalg.matMul(scores, loadings, MatMul.transposeB(true));
  }

  /** A number for each mask, the same for equal ones, in double precision: [rows]. */
  private Operand<TFloat64> keys(Operand<TFloat32> mask) {
    Random random = new Random(size);
    double[][] weights = new double[size][1];
    for (double[] weight : weights) {
      weight[0] = random.nextDouble();
    }
    return tf.reshape(
        tf.linalg.matMul(tf.dtypes.cast(mask, TFloat64.class), tf.constant(weights)),
        tf.constant(new int[] {-1}));
  }

  private Operand<TFloat32> identity() {
    float[][] identity = new float[factors][factors];
    for (int i = 0; i < factors; i++) {
      identity[i][i] = 1;
    }
    return tf.constant(identity);
  }

  private Operand<TFloat32> capacitance(Operand<TFloat32> weight) {
    // A sum of one matrix for each variable, so that all rows are one product.
    Operand<TFloat32> each = // [size, k * k]
        tf.reshape(
            tf.math.mul(
                tf.expandDims(loadings, tf.constant(2)), tf.expandDims(loadings, tf.constant(1))),
            tf.constant(new int[] {size, factors * factors}));
    Operand<TFloat32> product =
        tf.reshape(tf.linalg.matMul(weight, each), tf.constant(new int[] {-1, factors, factors}));
    return tf.math.add(product, identity());
  }

  private Operand<TFloat32> sum(Operand<TFloat32> x, boolean keep) {
    return tf.reduceSum(x, tf.constant(-1), ReduceSum.keepDims(keep));
  }
}
