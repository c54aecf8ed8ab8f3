package io.kopula.model.graph;

import io.kopula.model.Dependence;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Unique;
import org.tensorflow.op.linalg.TriangularSolve;
import org.tensorflow.op.train.BatchMatMul;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;

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
  /** 95 % quantile of the standard normal distribution. */
  private static final float BAND = 1.6448536f;

  /** Rounds of conjugate gradients for missing quantiles; as many missing ones are exact. */
  private static final int MISSING_ROUNDS = 4;

  private final Ops tf;
  private final Dependence kind;
  private final int size;
  private final int factors;
  private final Operand<TFloat32> loadings; // L [size, factors]
  private final @Nullable Operand<TFloat32> precision; // R^-1 [size, size]
  private final Operand<TFloat32> degrees; // v []
  private final Operand<TFloat32> offset; // terms without q, all observed []

  /**
   * @param size n, the number of variables, or of variables times lags
   * @param factors k
   * @param trained whether {@link #trainingEnergy} will be asked for
   */
  Copula(
      Ops tf,
      Weights weights,
      String name,
      Dependence kind,
      int size,
      int factors,
      boolean trained) {
    this.tf = tf;
    this.kind = kind;
    this.size = size;
    this.factors = factors;
    loadings = weights.fitted(name + "/loadings", 0f, size, factors);
    precision = trained ? weights.fitted(name + "/precision", 0f, size, size) : null;
    degrees = weights.fitted(name + "/degrees", 8f);
    offset = weights.fitted(name + "/offset", 0f);
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

  private Operand<TFloat32> precision() {
    if (precision == null) {
      throw new IllegalStateException("copula: expected one that is trained with");
    }
    return precision;
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
    return sum(tf.math.mul(completed, tf.linalg.matMul(completed, precision())), false);
  }

  /** Conditional means of the missing quantiles by conjugate gradients, 0 elsewhere. */
  private Operand<TFloat32> missingMeans(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> tiny = tf.constant(1e-12f);
    Operand<TFloat32> missing = tf.math.sub(tf.constant(1f), mask);
    Operand<TFloat32> means = tf.zerosLike(quantiles);
    Operand<TFloat32> residual =
        tf.math.neg(tf.math.mul(missing, tf.linalg.matMul(quantiles, precision())));
    Operand<TFloat32> direction = residual;
    Operand<TFloat32> square = sum(tf.math.mul(residual, residual), true);
    for (int round = 0; round < MISSING_ROUNDS; round++) {
      Operand<TFloat32> product = tf.math.mul(missing, tf.linalg.matMul(direction, precision()));
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
    Observed observed = observe(quantiles, mask);
    Operand<TFloat32> parts = tf.math.mul(quantiles, observed.product());
    Operand<TFloat32> form = tf.math.maximum(sum(parts, true), tf.constant(0f));
    Operand<TFloat32> count = sum(mask, true);
    Operand<TFloat32> determinant =
        tf.math.add(
            sum(tf.math.mul(mask, tf.math.log(observed.uniqueness())), true),
            observed.byRow(tf, logDeterminant(observed.root())));
    Operand<TFloat32> constant =
        tf.math.add(tf.math.mul(tf.constant(0.5f), determinant), normaliser(count));
    Operand<TFloat32> share = tf.math.div(parts, tf.math.maximum(form, tf.constant(1e-6f)));
    Operand<TFloat32> shared = tf.math.mul(share, radial(form, count));
    Operand<TFloat32> each = tf.math.div(mask, tf.math.maximum(count, tf.constant(1f)));
    return tf.math.add(
        tf.math.mul(mask, tf.math.sub(shared, marginalTerms(quantiles))),
        tf.math.mul(each, constant));
  }

  /**
   * The quadratic form q'R_oo^-1 q of the observed variables, the others integrated out, shared out
   * by q_j (R^-1 q)_j: what the density of an elliptical distribution falls with.
   *
   * @param quantiles [rows, size], 0 where missing
   * @param mask [rows, size], 1 where observed
   * @return [rows, size]
   */
  Operand<TFloat32> form(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    return tf.math.mul(
        quantiles, kind == Dependence.INDEPENDENT ? quantiles : observe(quantiles, mask).product());
  }

  /**
   * What the observed variables give. Most rows lack the same, mostly nothing: what only the mask
   * decides is worked out once for each pattern of gaps.
   *
   * @param uniqueness the diagonal of P [size]
   * @param patterns the different masks [patterns, size]
   * @param pattern of each row [rows]
   * @param root Cholesky factor of A = I + L'MP^-1L [patterns, k, k]
   * @param product R_oo^-1 q [rows, size], 0 where missing
   */
  private record Observed(
      Operand<TFloat32> uniqueness,
      Operand<TFloat32> patterns,
      Operand<TInt32> pattern,
      Operand<TFloat32> root,
      Operand<TFloat32> product) {
    Operand<TFloat32> byRow(Ops tf, Operand<TFloat32> byPattern) {
      return tf.gather(byPattern, pattern, tf.constant(0));
    }
  }

  private Observed observe(Operand<TFloat32> quantiles, Operand<TFloat32> mask) {
    Operand<TFloat32> uniqueness =
        tf.math.sub(tf.constant(1f), sum(tf.math.mul(loadings, loadings), false));
    Unique<TFloat64, TInt32> keys = tf.unique(keys(mask), tf.constant(new int[] {0}));
    Operand<TInt32> rows = tf.range(tf.constant(0), tf.size(keys.idx()), tf.constant(1));
    Operand<TInt32> examples = tf.math.unsortedSegmentMax(rows, keys.idx(), tf.size(keys.y()));
    Operand<TFloat32> patterns = tf.gather(mask, examples, tf.constant(0));
    Operand<TFloat32> root = tf.linalg.cholesky(capacitance(tf.math.div(patterns, uniqueness)));
    Operand<TFloat32> inverseRoot =
        tf.linalg.triangularSolve(
            root,
            tf.math.add(tf.math.mul(root, tf.constant(0f)), identity()),
            TriangularSolve.lower(true));
    Operand<TFloat32> weight = tf.math.div(mask, uniqueness); // M P^-1 [rows, size]
    Operand<TFloat32> right = // L'MP^-1q [rows, k, 1]
        tf.expandDims(tf.linalg.matMul(tf.math.mul(quantiles, weight), loadings), tf.constant(-1));
    Operand<TFloat32> byRow = tf.gather(inverseRoot, keys.idx(), tf.constant(0));
    Operand<TFloat32> half = tf.train.batchMatMul(byRow, right, TFloat32.class);
    Operand<TFloat32> solved =
        tf.train.batchMatMul(byRow, half, TFloat32.class, BatchMatMul.adjX(true));
    Operand<TFloat32> common =
        common(tf.reshape(solved, tf.constant(new int[] {-1, factors}))); // L A^-1 L'MP^-1q
    return new Observed(
        uniqueness,
        patterns,
        keys.idx(),
        root,
        tf.math.mul(weight, tf.math.sub(quantiles, common)));
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

  /** Factors [rows, k] through the loadings: [rows, size]. */
  private Operand<TFloat32> common(Operand<TFloat32> scores) {
    return tf.linalg.matMul(scores, loadings, org.tensorflow.op.linalg.MatMul.transposeB(true));
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
    Observed observed = observe(quantiles, mask);
    Operand<TFloat32> unique = observed.uniqueness();
    Operand<TFloat32> leverage = observed.byRow(tf, leverage(observed.root(), observed.patterns()));
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
            tf.math.mul(missing, common(tf.linalg.matMul(product, loadings))));
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

  /** h = diag(L A^-1 L') [rows, size]. */
  private Operand<TFloat32> leverage(Operand<TFloat32> root, Operand<TFloat32> mask) {
    Operand<TFloat32> solved = solvedLoadings(root, mask);
    return tf.reduceSum(tf.math.mul(solved, solved), tf.constant(1));
  }

  /** The Cholesky factor's inverse times L' [rows, k, size]. */
  private Operand<TFloat32> solvedLoadings(Operand<TFloat32> root, Operand<TFloat32> mask) {
    Operand<TFloat32> rows = tf.math.mul(tf.expandDims(mask, tf.constant(1)), tf.constant(0f));
    Operand<TFloat32> right =
        tf.math.add(rows, tf.linalg.transpose(loadings, tf.constant(new int[] {1, 0})));
    return tf.linalg.triangularSolve(root, right, TriangularSolve.lower(true));
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

  /**
   * How much more surprising each variable's last values are given the others than by themselves:
   * minus the pointwise mutual information of the variable with all others, the quadratic forms of
   * normal densities with this correlation (Cover and Thomas 2006, section 2.3), without the terms
   * that hold no value. Near 0 where a variable goes with the others as usual, negative where both
   * are unusual together, high where it has come loose from them.
   *
   * <p>With J the places of the variable's lags, u = R_oo^-1 q and B the part of R_oo^-1 in J, the
   * form given the others is u_J' B^-1 u_J, that of the variable alone q_J' R_JJ^-1 q_J.
   *
   * @param quantiles [rows, lags * variables], oldest lag first, 0 where missing
   * @param mask [rows, lags * variables]
   * @return [rows, variables], nats
   */
  Operand<TFloat32> looseness(Operand<TFloat32> quantiles, Operand<TFloat32> mask, int lags) {
    int width = size / lags;
    if (kind == Dependence.INDEPENDENT) {
      return tf.zerosLike(part(quantiles, 0, width));
    }
    Observed observed = observe(quantiles, mask);
    Operand<TFloat32> patterns = observed.patterns();
    Operand<TFloat32> solved = solvedLoadings(observed.root(), patterns); // [patterns, k, size]
    Operand<TFloat32> one = tf.constant(1f);
    SymmetricBlocks given = new SymmetricBlocks(tf, lags);
    SymmetricBlocks alone = new SymmetricBlocks(tf, lags);
    List<Operand<TFloat32>> products = new ArrayList<>();
    List<Operand<TFloat32>> values = new ArrayList<>();
    for (int a = 0; a < lags; a++) {
      products.add(part(observed.product(), a, width));
      values.add(part(quantiles, a, width));
      Operand<TFloat32> maskA = part(patterns, a, width);
      Operand<TFloat32> weightA = tf.math.div(maskA, unique(observed, a, width));
      for (int b = 0; b <= a; b++) {
        Operand<TFloat32> maskB = part(patterns, b, width);
        Operand<TFloat32> weightB = tf.math.div(maskB, unique(observed, b, width));
        Operand<TFloat32> common =
            tf.math.mul(
                tf.math.mul(weightA, weightB),
                tf.reduceSum(
                    tf.math.mul(
                        factorPart(solved, a, width, true), factorPart(solved, b, width, true)),
                    tf.constant(1)));
        if (a == b) {
          // A missing value stands alone in its block, with a value of 0: it adds nothing.
          given.set(
              a,
              b,
              observed.byRow(
                  tf, tf.math.add(tf.math.sub(weightA, common), tf.math.sub(one, maskA))));
          alone.set(a, b, observed.byRow(tf, tf.onesLike(maskA)));
        } else {
          given.set(a, b, observed.byRow(tf, tf.math.neg(common)));
          Operand<TFloat32> correlation =
              sum(
                  tf.math.mul(
                      factorPart(loadings, a, width, false), factorPart(loadings, b, width, false)),
                  false);
          alone.set(a, b, observed.byRow(tf, tf.math.mul(tf.math.mul(maskA, maskB), correlation)));
        }
      }
    }
    return tf.math.mul(
        tf.constant(0.5f), tf.math.sub(given.inverseForm(products), alone.inverseForm(values)));
  }

  /** Columns of one lag: [rows, width]. */
  private Operand<TFloat32> part(Operand<TFloat32> x, int lag, int width) {
    return tf.slice(x, tf.constant(new int[] {0, lag * width}), tf.constant(new int[] {-1, width}));
  }

  private Operand<TFloat32> unique(Observed observed, int lag, int width) {
    return tf.slice(
        observed.uniqueness(),
        tf.constant(new int[] {lag * width}),
        tf.constant(new int[] {width}));
  }

  /** One lag's part of [rows, k, size], or of the loadings [size, k]. */
  private Operand<TFloat32> factorPart(Operand<TFloat32> x, int lag, int width, boolean batched) {
    return batched
        ? tf.slice(
            x, tf.constant(new int[] {0, 0, lag * width}), tf.constant(new int[] {-1, -1, width}))
        : tf.slice(x, tf.constant(new int[] {lag * width, 0}), tf.constant(new int[] {width, -1}));
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

  /** log|A| from its Cholesky factor: [rows, 1]. */
  private Operand<TFloat32> logDeterminant(Operand<TFloat32> root) {
    Operand<TFloat32> diagonal =
        tf.reduceSum(tf.math.mul(root, identity()), tf.constant(-1)); // [rows, k]
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
