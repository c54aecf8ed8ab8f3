package io.kopula.model.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * How much more surprising each variable's last values are given the others than by themselves:
 * minus the pointwise mutual information of the variable with all others, the quadratic forms of
 * normal densities with this correlation (Cover and Thomas 2006, section 2.3), without the terms
 * that hold no value. Near 0 where a variable goes with the others as usual, negative where both
 * are unusual together, high where it has come loose from them.
 *
 * <p>With J the places of the variable's lags, u = R_oo^-1 q and B the part of R_oo^-1 in J, the
 * form given the others is u_J' B^-1 u_J, that of the variable alone q_J' R_JJ^-1 q_J.
 */
final class Looseness {
  private final Ops tf;
  private final LowRank dependence;
  private final int lags;
  private final int width;

  /**
   * @param dependence over lags times variables, oldest lag first
   */
  Looseness(Ops tf, LowRank dependence, int lags) {
    this.tf = tf;
    this.dependence = dependence;
    this.lags = lags;
    width = dependence.size() / lags;
  }

  /**
   * @param quantiles [rows, lags * variables], 0 where missing
   * @param mask [rows, lags * variables]
   * @return [rows, variables], nats
   */
  Operand<TFloat32> of(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    LowRank.Observed observed = dependence.observe(quantiles, mask);
    Operand<TFloat32> patterns = observed.patterns();
    Operand<TFloat32> solved = observed.solvedLoadings(); // [patterns, k, size]
    Operand<TFloat32> one = tf.constant(1f);
    SymmetricBlocks given = new SymmetricBlocks(tf, lags);
    SymmetricBlocks alone = new SymmetricBlocks(tf, lags);
    List<Operand<TFloat32>> products = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (int a = 0; a < lags; a++) {
      products.add(part(observed.product(), a));
      values.add(part(quantiles, a));
      Operand<TFloat32> maskA = part(patterns, a);
      Operand<TFloat32> weightA = tf.math.div(maskA, unique(a));
      for (int b = 0; b <= a; b++) {
        Operand<TFloat32> maskB = part(patterns, b);
        Operand<TFloat32> weightB = tf.math.div(maskB, unique(b));
        Operand<TFloat32> common =
            tf.math.mul(
                tf.math.mul(weightA, weightB),
                tf.reduceSum(
                    tf.math.mul(factorPart(solved, a, true), factorPart(solved, b, true)),
                    tf.constant(1)));
        if (a == b) {
          // A missing value stands alone in its block, with a value of 0: it adds nothing.
          given.set(
              a,
              b,
              observed.byRow(tf.math.add(tf.math.sub(weightA, common), tf.math.sub(one, maskA))));
          alone.set(a, b, observed.byRow(tf.onesLike(maskA)));
        } else {
          given.set(a, b, observed.byRow(tf.math.neg(common)));
          Operand<TFloat32> correlation =
              sum(
                  tf.math.mul(
                      factorPart(dependence.loadings(), a, false),
                      factorPart(dependence.loadings(), b, false)),
                  false);
          alone.set(a, b, observed.byRow(tf.math.mul(tf.math.mul(maskA, maskB), correlation)));
        }
      }
    }
    return tf.math.mul(
        tf.constant(0.5f), tf.math.sub(given.inverseForm(products), alone.inverseForm(values)));
  }

  /** Columns of one lag: [rows, width]. */
  private Operand<TFloat32> part(Operand<TFloat32> x, int lag) {
    return tf.slice(x, tf.constant(new int[] {0, lag * width}), tf.constant(new int[] {-1, width}));
  }

  private Operand<TFloat32> unique(int lag) {
    return tf.slice(
        dependence.uniqueness(),
        tf.constant(new int[] {lag * width}),
        tf.constant(new int[] {width}));
  }

  /** One lag's part of [rows, k, size], or of the loadings [size, k]. */
  private Operand<TFloat32> factorPart(Operand<TFloat32> x, int lag, boolean batched) {
    return batched
        ? tf.slice(
            x, tf.constant(new int[] {0, 0, lag * width}), tf.constant(new int[] {-1, -1, width}))
        : tf.slice(x, tf.constant(new int[] {lag * width, 0}), tf.constant(new int[] {width, -1}));
  }

  private Operand<TFloat32> sum(Operand<TFloat32> x, boolean keep) {
    return tf.reduceSum(x, tf.constant(-1), ReduceSum.keepDims(keep));
  }
}
