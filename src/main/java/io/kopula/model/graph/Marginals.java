package io.kopula.model.graph;

import io.kopula.model.Dependence;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The marginal distributions F_j of the innovations, and the way from an innovation to the copula's
 * scale through F_j. They are Student-t with learned degrees of freedom; standard normal in the
 * multivariate normal distribution.
 */
public final class Marginals {
  private static final double LOG_PI = Math.log(Math.PI);

  private final Ops tf;
  private final Weights weights;
  private final Operand<TFloat32> degrees; // [variables]
  private final Operand<TFloat32> table; // [variables * knots]
  private final int width;
  private final boolean normal;

  /**
   * @param kind {@code STUDENT_T}, the multivariate distribution, gives all variables the same
   *     degrees of freedom; {@code GAUSSIAN} gives none
   */
  Marginals(Ops tf, Weights weights, String name, int width, Dependence kind) {
    this.tf = tf;
    this.weights = weights;
    this.width = width;
    normal = kind == Dependence.GAUSSIAN;
    degrees =
        normal
            ? weights.fitted(name + "/degrees", Float.POSITIVE_INFINITY, 1)
            : learned(name, kind == Dependence.STUDENT_T ? 1 : width);
    table = table(name);
  }

  private Operand<TFloat32> learned(String name, int count) {
    Operand<TFloat32> raw = weights.trainable(name + "/degrees", QuantileTable.INITIAL_RAW, count);
    Operand<TFloat32> least = tf.constant((float) QuantileTable.LEAST_DEGREES);
    Operand<TFloat32> most = tf.constant((float) QuantileTable.MOST_DEGREES);
    return tf.math.minimum(tf.math.add(tf.math.softplus(raw), least), most);
  }

  private Operand<TFloat32> table(String owner) {
    return weights.fitted(owner + "/table", 0f, (long) width * QuantileTable.KNOTS);
  }

  /**
   * The degrees of freedom that a raw weight stands for; {@link QuantileTable#NORMAL} where they
   * are infinite.
   */
  public static double degrees(double raw) {
    if (raw == Double.POSITIVE_INFINITY) {
      return QuantileTable.NORMAL;
    }
    double softplus = raw > 30 ? raw : Math.log1p(Math.exp(raw));
    return Math.min(softplus + QuantileTable.LEAST_DEGREES, QuantileTable.MOST_DEGREES);
  }

  /**
   * Negative log-density of the values whose innovations these are, the scale's Jacobian included.
   *
   * @param innovation [..., variables]
   * @param scale [..., variables]
   * @param mask [..., variables]
   * @return [..., variables], nats, 0 where missing
   */
  Operand<TFloat32> energy(
      Operand<TFloat32> innovation, Operand<TFloat32> scale, Operand<TFloat32> mask) {
    Operand<TFloat32> standard = normal ? normal(innovation) : student(innovation);
    return tf.math.mul(tf.math.add(standard, tf.math.log(scale)), mask);
  }

  private Operand<TFloat32> normal(Operand<TFloat32> innovation) {
    return tf.math.add(
        tf.math.mul(tf.constant(0.5f), tf.math.mul(innovation, innovation)),
        tf.constant((float) (0.5 * (Math.log(2) + LOG_PI))));
  }

  private Operand<TFloat32> student(Operand<TFloat32> innovation) {
    Operand<TFloat32> half = tf.constant(0.5f);
    Operand<TFloat32> power = tf.math.mul(half, tf.math.add(degrees, tf.constant(1f)));
    Operand<TFloat32> normaliser =
        tf.math.sub(
            tf.math.add(
                tf.math.lgamma(tf.math.mul(half, degrees)),
                tf.math.mul(half, tf.math.add(tf.math.log(degrees), tf.constant((float) LOG_PI)))),
            tf.math.lgamma(power));
    Operand<TFloat32> tail =
        tf.math.mul(
            power, tf.math.log1p(tf.math.div(tf.math.mul(innovation, innovation), degrees)));
    return tf.math.add(normaliser, tail);
  }

  /**
   * Quantiles q_j = G^-1(F_j(z_j)) of the copula's own marginal G, by linear interpolation in a
   * table over asinh of the innovation.
   *
   * @param innovation [rows, variables]
   * @return [rows, variables], with the innovation's sign, 0 where it is 0
   */
  Operand<TFloat32> quantiles(Operand<TFloat32> innovation) {
    return lookUp(table, innovation);
  }

  /**
   * Innovations z_j = F_j^-1(G(q_j)): the way back, by a table of its own.
   *
   * @param quantiles [rows, variables]
   * @param inverse from {@link #inverse}
   */
  Operand<TFloat32> innovations(Operand<TFloat32> quantiles, Operand<TFloat32> inverse) {
    return lookUp(inverse, quantiles);
  }

  /** A table for {@link #innovations}, fitted outside the graph. */
  Operand<TFloat32> inverse(String owner) {
    return weights.fitted(owner + "/inverse", 0f, (long) width * QuantileTable.KNOTS);
  }

  private Operand<TFloat32> lookUp(Operand<TFloat32> knots, Operand<TFloat32> x) {
    Operand<TFloat32> size = tf.math.abs(x);
    Operand<TFloat32> asinh =
        tf.math.log(
            tf.math.add(size, tf.math.sqrt(tf.math.add(tf.math.mul(size, size), tf.constant(1f)))));
    Operand<TFloat32> position =
        tf.math.mul(asinh, tf.constant((float) (1 / QuantileTable.SPACING)));
    Operand<TFloat32> knot =
        tf.math.minimum(tf.math.floor(position), tf.constant((float) (QuantileTable.KNOTS - 2)));
    int[] rows = new int[width];
    for (int j = 0; j < width; j++) {
      rows[j] = j * QuantileTable.KNOTS;
    }
    Operand<TInt32> index = tf.math.add(tf.dtypes.cast(knot, TInt32.class), tf.constant(rows));
    Operand<TFloat32> left = tf.gather(knots, index, tf.constant(0));
    Operand<TFloat32> right = tf.gather(knots, tf.math.add(index, tf.constant(1)), tf.constant(0));
    Operand<TFloat32> value =
        tf.math.add(left, tf.math.mul(tf.math.sub(position, knot), tf.math.sub(right, left)));
    Operand<TFloat32> grown = tf.math.exp(value);
    Operand<TFloat32> sinh =
        tf.math.mul(tf.constant(0.5f), tf.math.sub(grown, tf.math.div(tf.constant(1f), grown)));
    return tf.math.mul(tf.math.sign(x), sinh);
  }
}
