package io.kopula.model.graph;

import io.kopula.model.Dependence;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.linalg.TriangularSolve;
import org.tensorflow.types.TFloat32;

/**
 * The dependence of n variables, marginals apart: minus the logarithm of joint density over product
 * of marginals, at the quantiles q of the copula's own marginal. The correlation is low rank plus
 * diagonal, R = LL' + P with unit diagonal, so that inverses and determinants are those of k x k
 * matrices (Woodbury's identity). R and the degrees of freedom are fitted outside the graph.
 *
 * <p>For a Student-t copula with m observed variables (Demarta and McNeil 2005, eq. 4):
 *
 * <pre>
 * -log c = log|R|/2 - lgamma((v+m)/2) - (m-1) lgamma(v/2) + m lgamma((v+1)/2)
 *          + (v+m)/2 log(1 + q'R^-1q / v) - sum_j (v+1)/2 log(1 + q_j^2 / v)
 * </pre>
 */
final class Copula {
  private final Ops tf;
  private final Dependence kind;
  private final int size;
  private final int factors;
  private final Operand<TFloat32> loadings; // L [size, factors]
  private final Operand<TFloat32> precision; // R^-1 [size, size]
  private final Operand<TFloat32> degrees; // v []
  private final Operand<TFloat32> offset; // terms without q, all observed []

  /**
   * @param size n, the number of variables, or of variables times lags
   * @param factors k
   */
  Copula(Ops tf, Weights weights, String name, Dependence kind, int size, int factors) {
    this.tf = tf;
    this.kind = kind;
    this.size = size;
    this.factors = factors;
    loadings = weights.fitted(name + "/loadings", 0f, size, factors);
    precision = weights.fitted(name + "/precision", 0f, size, size);
    degrees = weights.fitted(name + "/degrees", 8f);
    offset = weights.fitted(name + "/offset", 0f);
  }

  /**
   * The energy with all variables taken as observed (missing ones at their median), for training:
   * differentiable.
   *
   * @param quantiles [rows, size]
   * @return [rows], nats
   */
  Operand<TFloat32> trainingEnergy(Operand<TFloat32> quantiles) {
    Operand<TFloat32> form =
        sum(tf.math.mul(quantiles, tf.linalg.matMul(quantiles, precision)), false);
    return tf.math.add(
        offset,
        tf.math.sub(radial(form, tf.constant((float) size)), sum(marginalTerms(quantiles), false)));
  }

  /**
   * The exact energy of the observed variables, the others integrated out, shared out over the
   * variables: the quadratic form by q_j (R^-1 q)_j, its terms of single variables to these, the
   * rest in equal parts.
   *
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   * @return [rows, size], nats; adds up to the energy, 0 where missing
   */
  Operand<TFloat32> energy(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    if (kind == Dependence.INDEPENDENT) {
      return tf.zerosLike(quantiles);
    }
    Operand<TFloat32> one = tf.constant(1f);
    Operand<TFloat32> uniqueness =
        tf.math.sub(one, sum(tf.math.mul(loadings, loadings), false)); // P [size]
    Operand<TFloat32> weight = tf.math.div(mask, uniqueness); // M P^-1 [rows, size]
    Operand<TFloat32> weighted = tf.math.mul(quantiles, weight);
    Operand<TFloat32> inner = capacitance(weight); // A = I + L'MP^-1L [rows, k, k]
    Operand<TFloat32> root = tf.linalg.cholesky(inner);
    Operand<TFloat32> right =
        tf.expandDims(tf.linalg.matMul(weighted, loadings), tf.constant(-1)); // L'MP^-1q
    Operand<TFloat32> half = tf.linalg.triangularSolve(root, right, TriangularSolve.lower(true));
    Operand<TFloat32> solved =
        tf.linalg.triangularSolve(
            root, half, TriangularSolve.lower(true), TriangularSolve.adjoint(true));
    Operand<TFloat32> common =
        tf.linalg.matMul(
            tf.reshape(solved, tf.constant(new int[] {-1, factors})),
            loadings,
            org.tensorflow.op.linalg.MatMul.transposeB(true)); // L A^-1 L'MP^-1q
    Operand<TFloat32> product =
        tf.math.mul(weight, tf.math.sub(quantiles, common)); // R_oo^-1 q, 0 where missing
    Operand<TFloat32> parts = tf.math.mul(quantiles, product);
    Operand<TFloat32> form = tf.math.maximum(sum(parts, true), tf.constant(0f));
    Operand<TFloat32> observed = sum(mask, true);
    Operand<TFloat32> determinant =
        tf.math.add(sum(tf.math.mul(mask, tf.math.log(uniqueness)), true), logDeterminant(root));
    Operand<TFloat32> constant =
        tf.math.add(
            tf.math.mul(tf.constant(0.5f), determinant),
            tf.math.add(normaliser(observed), tf.constant(0f)));
    Operand<TFloat32> share = tf.math.div(parts, tf.math.maximum(form, tf.constant(1e-6f)));
    Operand<TFloat32> shared = tf.math.mul(share, radial(form, observed));
    Operand<TFloat32> even =
        tf.math.div(tf.math.mul(mask, constant), tf.math.maximum(observed, one));
    return tf.math.mul(mask, tf.math.add(tf.math.sub(shared, marginalTerms(quantiles)), even));
  }

  private Operand<TFloat32> capacitance(Operand<TFloat32> weight) {
    // [rows, size, 1] * [size, k] -> [rows, size, k]; L' times it -> [rows, k, k]
    Operand<TFloat32> scaled = tf.math.mul(tf.expandDims(weight, tf.constant(-1)), loadings);
    Operand<TFloat32> flat =
        tf.reshape(
            tf.linalg.transpose(scaled, tf.constant(new int[] {0, 2, 1})),
            tf.constant(new int[] {-1, size}));
    Operand<TFloat32> product =
        tf.reshape(tf.linalg.matMul(flat, loadings), tf.constant(new int[] {-1, factors, factors}));
    float[][] identity = new float[factors][factors];
    for (int i = 0; i < factors; i++) {
      identity[i][i] = 1;
    }
    return tf.math.add(product, tf.constant(identity));
  }

  /** log|A| from its Cholesky factor: [rows, 1]. */
  private Operand<TFloat32> logDeterminant(Operand<TFloat32> root) {
    float[][] identity = new float[factors][factors];
    for (int i = 0; i < factors; i++) {
      identity[i][i] = 1;
    }
    Operand<TFloat32> diagonal =
        tf.reduceSum(tf.math.mul(root, tf.constant(identity)), tf.constant(-1)); // [rows, k]
    return tf.math.mul(tf.constant(2f), sum(tf.math.log(diagonal), true));
  }

  private boolean heavyTailed() {
    return kind == Dependence.STUDENT_T || kind == Dependence.STUDENT_T_COPULA;
  }

  /** The term of the joint density that holds the quadratic form. */
  private Operand<TFloat32> radial(Operand<TFloat32> form, Operand<TFloat32> observed) {
    if (kind == Dependence.INDEPENDENT) {
      return tf.zerosLike(form);
    }
    Operand<TFloat32> half = tf.constant(0.5f);
    if (!heavyTailed()) {
      return tf.math.mul(half, form);
    }
    return tf.math.mul(
        tf.math.mul(half, tf.math.add(degrees, observed)),
        tf.math.log1p(tf.math.div(form, degrees)));
  }

  /** The terms of the marginal densities that hold q. */
  private Operand<TFloat32> marginalTerms(Operand<TFloat32> quantiles) {
    if (kind == Dependence.INDEPENDENT) {
      return tf.zerosLike(quantiles);
    }
    Operand<TFloat32> squares = tf.math.mul(quantiles, quantiles);
    Operand<TFloat32> half = tf.constant(0.5f);
    if (!heavyTailed()) {
      return tf.math.mul(half, squares);
    }
    return tf.math.mul(
        tf.math.mul(half, tf.math.add(degrees, tf.constant(1f))),
        tf.math.log1p(tf.math.div(squares, degrees)));
  }

  /** The terms that hold neither q nor R: [rows, 1]. */
  private Operand<TFloat32> normaliser(Operand<TFloat32> observed) {
    if (!heavyTailed()) {
      return tf.zerosLike(observed);
    }
    Operand<TFloat32> half = tf.constant(0.5f);
    Operand<TFloat32> base = tf.math.lgamma(tf.math.mul(half, degrees));
    Operand<TFloat32> joint = tf.math.lgamma(tf.math.mul(half, tf.math.add(degrees, observed)));
    Operand<TFloat32> single =
        tf.math.lgamma(tf.math.mul(half, tf.math.add(degrees, tf.constant(1f))));
    // m lgamma((v+1)/2) - (m-1) lgamma(v/2) - lgamma((v+m)/2)
    return tf.math.sub(
        tf.math.sub(
            tf.math.mul(observed, single),
            tf.math.mul(tf.math.sub(observed, tf.constant(1f)), base)),
        joint);
  }

  private Operand<TFloat32> sum(Operand<TFloat32> x, boolean keep) {
    return tf.reduceSum(x, tf.constant(-1), ReduceSum.keepDims(keep));
  }
}
