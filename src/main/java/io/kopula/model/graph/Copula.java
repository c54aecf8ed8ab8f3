package io.kopula.model.graph;

import io.kopula.model.Dependence;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.types.TFloat32;

/**
 * The dependence of n variables, marginals apart: minus the logarithm of joint density over product
 * of marginals, at the quantiles q of the copula's own marginal. The correlation R is {@link
 * LowRank}. It and the degrees of freedom are fitted outside the graph.
 *
 * <p>For a Student-t copula with m observed variables (Demarta and McNeil 2005, eq. 4):
 *
 * <pre>
 * -log c = log|R|/2 - lgamma((v+m)/2) - (m-1) lgamma(v/2) + m lgamma((v+1)/2)
 *          + (v+m)/2 log(1 + q'R^-1q / v) - sum_j (v+1)/2 log(1 + q_j^2 / v)
 * </pre>
 */
final class Copula {
  /** 95 % quantile of the standard normal distribution. */
  private static final float BAND = 1.6448536f;

  /** Rounds of conjugate gradients for missing quantiles; as many missing ones are exact. */
  private static final int MISSING_ROUNDS = 4;

  private final Ops tf;
  private final Dependence kind;
  private final int size;
  private final LowRank correlation;
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
    correlation = new LowRank(tf, weights, name, size, factors);
    precision = weights.fitted(name + "/precision", 0f, size, size);
    degrees = weights.fitted(name + "/degrees", 8f);
    offset = weights.fitted(name + "/offset", 0f);
  }

  /** R. */
  LowRank correlation() {
    return correlation;
  }

  /**
   * The energy of the observed variables, for training: differentiable in the quantiles. Exact
   * where all are observed. Where some are missing it is exact but for log|R_oo|, which is left at
   * log|R|: a constant of the mask, for a given R.
   *
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   * @return [rows], nats
   */
  Operand<TFloat32> trainingEnergy(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> count = sum(mask, false);
    Operand<TFloat32> form = completedForm(quantiles, mask);
    Operand<TFloat32> constant =
        tf.math.add(offset, tf.math.sub(normaliser(count), normaliser(tf.constant((float) size))));
    return tf.math.add(
        constant, tf.math.sub(radial(form, count), sum(marginalTerms(quantiles), false)));
  }

  /**
   * q'R_oo^-1 q. It is the least of q'R^-1 q over the missing quantiles, so that these may be
   * completed by their conditional means, held constant: an error of theirs is felt only by its
   * square, in the form as in its gradient. Neither a Cholesky factor nor its gradient, which
   * TensorFlow's Java API lacks, is needed.
   *
   * @return [rows]
   */
  private Operand<TFloat32> completedForm(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> completed =
        tf.math.add(quantiles, tf.stopGradient(missingMeans(quantiles, mask)));
    return sum(tf.math.mul(completed, tf.linalg.matMul(completed, precision)), false);
  }

  /** Conditional means of the missing quantiles by conjugate gradients, 0 elsewhere. */
  private Operand<TFloat32> missingMeans(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> tiny = tf.constant(1e-12f);
    Operand<TFloat32> missing = tf.math.sub(tf.constant(1f), mask);
    Operand<TFloat32> means = tf.zerosLike(quantiles);
    Operand<TFloat32> residual =
        tf.math.neg(tf.math.mul(missing, tf.linalg.matMul(quantiles, precision)));
    Operand<TFloat32> direction = residual;
    Operand<TFloat32> square = sum(tf.math.mul(residual, residual), true);
    for (int round = 0; round < MISSING_ROUNDS; round++) {
      Operand<TFloat32> product = tf.math.mul(missing, tf.linalg.matMul(direction, precision));
      Operand<TFloat32> length =
          tf.math.div(square, tf.math.maximum(sum(tf.math.mul(direction, product), true), tiny));
      means = tf.math.add(means, tf.math.mul(length, direction));
      residual = tf.math.sub(residual, tf.math.mul(length, product));
      Operand<TFloat32> next = sum(tf.math.mul(residual, residual), true);
      direction =
          tf.math.add(
              residual, tf.math.mul(tf.math.div(next, tf.math.maximum(square, tiny)), direction));
      square = next;
    }
    return means;
  }

  /**
   * The exact energy of the observed variables, the others integrated out.
   *
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   * @return shared out over the variables, adding up to the energy: the quadratic form by q_j (R^-1
   *     q)_j, its terms of single variables to these, the rest in equal parts [rows, size], nats, 0
   *     where missing
   */
  Operand<TFloat32> energy(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    if (kind == Dependence.INDEPENDENT) {
      return tf.zerosLike(quantiles);
    }
    LowRank.Observed observed = correlation.observe(quantiles, mask);
    Operand<TFloat32> parts = tf.math.mul(quantiles, observed.product());
    Operand<TFloat32> form = tf.math.maximum(sum(parts, true), tf.constant(0f));
    Operand<TFloat32> count = sum(mask, true);
    Operand<TFloat32> constant =
        tf.math.add(tf.math.mul(tf.constant(0.5f), observed.logDeterminant()), normaliser(count));
    Operand<TFloat32> share = tf.math.div(parts, tf.math.maximum(form, tf.constant(1e-6f)));
    Operand<TFloat32> shared = tf.math.mul(share, radial(form, count));
    Operand<TFloat32> each = tf.math.div(mask, tf.math.maximum(count, tf.constant(1f)));
    return tf.math.add(
        tf.math.mul(mask, tf.math.sub(shared, marginalTerms(quantiles))),
        tf.math.mul(each, constant));
  }

  /**
   * Each variable's distribution given the other observed ones.
   *
   * @param median [rows, size]
   * @param half half the width of the band that holds nine of ten values [rows, size]
   */
  record Conditional(Operand<TFloat32> median, Operand<TFloat32> half) {}

  /**
   * The conditional distribution of each quantile given the others: normal or Student-t with the
   * mean and scale that R gives (Ding 2016, arXiv:1604.00561). With h = diag(L A^-1 L'), an
   * observed variable has variance P / (1 - h/P) about q - variance * (R_oo^-1 q), a missing one P
   * + h about R_jo R_oo^-1 q.
   *
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   */
  Conditional conditional(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> one = tf.constant(1f);
    if (kind == Dependence.INDEPENDENT) {
      Operand<TFloat32> zero = tf.zerosLike(quantiles);
      return new Conditional(zero, tf.math.add(zero, tf.constant(BAND)));
    }
    LowRank.Observed observed = correlation.observe(quantiles, mask);
    Operand<TFloat32> unique = correlation.uniqueness();
    Operand<TFloat32> leverage = observed.leverage();
    Operand<TFloat32> missing = tf.math.sub(one, mask);
    Operand<TFloat32> variance =
        tf.math.add(
            tf.math.mul(
                mask,
                tf.math.div(
                    unique,
                    tf.math.maximum(
                        tf.math.sub(one, tf.math.div(leverage, unique)), tf.constant(1e-4f)))),
            tf.math.mul(missing, tf.math.add(unique, leverage)));
    Operand<TFloat32> product = observed.product();
    Operand<TFloat32> median =
        tf.math.add(
            tf.math.mul(mask, tf.math.sub(quantiles, tf.math.mul(product, variance))),
            tf.math.mul(
                missing, correlation.common(tf.linalg.matMul(product, correlation.loadings()))));
    Operand<TFloat32> deviation = tf.math.sqrt(variance);
    if (!heavyTailed()) {
      return new Conditional(median, tf.math.mul(deviation, tf.constant(BAND)));
    }
    Operand<TFloat32> form =
        tf.math.sub(
            sum(tf.math.mul(quantiles, product), true),
            tf.math.mul(mask, tf.math.mul(tf.math.mul(product, product), variance)));
    Operand<TFloat32> freedom = // of the others
        tf.math.add(degrees, tf.math.sub(sum(mask, true), mask));
    Operand<TFloat32> stretch =
        tf.math.sqrt(
            tf.math.div(tf.math.add(degrees, tf.math.maximum(form, tf.constant(0f))), freedom));
    return new Conditional(median, tf.math.mul(tf.math.mul(deviation, stretch), band(freedom)));
  }

  /** The 95 % quantile of a Student-t (Cornish and Fisher's expansion; Abramowitz, 26.7.5). */
  private Operand<TFloat32> band(Operand<TFloat32> freedom) {
    double z = BAND;
    double[] terms = {
      (Math.pow(z, 3) + z) / 4,
      (5 * Math.pow(z, 5) + 16 * Math.pow(z, 3) + 3 * z) / 96,
      (3 * Math.pow(z, 7) + 19 * Math.pow(z, 5) + 17 * Math.pow(z, 3) - 15 * z) / 384,
      (79 * Math.pow(z, 9)
              + 776 * Math.pow(z, 7)
              + 1482 * Math.pow(z, 5)
              - 1920 * Math.pow(z, 3)
              - 945 * z)
          / 92160
    };
    Operand<TFloat32> inverse = tf.math.div(tf.constant(1f), freedom);
    Operand<TFloat32> series = tf.zerosLike(freedom);
    for (int i = terms.length - 1; i >= 0; i--) {
      series = tf.math.mul(inverse, tf.math.add(tf.constant((float) terms[i]), series));
    }
    return tf.math.add(tf.constant(BAND), series);
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
