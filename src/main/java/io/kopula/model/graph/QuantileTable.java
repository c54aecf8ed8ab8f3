package io.kopula.model.graph;

import org.hipparchus.special.Beta;
import org.hipparchus.special.Erf;

/**
 * The map q = G^-1(F(z)) between two symmetric distributions, as a table over asinh|z| that holds
 * asinh|q|: nearly straight in the tails, so that linear interpolation is exact to about 1e-4.
 *
 * <p>F is a Student-t with given degrees of freedom; G a Student-t or the standard normal
 * distribution. Survival functions are compared as logarithms, which keeps the far tails apart.
 */
public final class QuantileTable {
  /** Degrees of freedom lie in this range; at 50 a t is a Gaussian for our purpose. */
  public static final double LEAST_DEGREES = 2.05;

  public static final double MOST_DEGREES = 50;

  /** softplus of it is 5.95: learning starts at 8 degrees of freedom. */
  static final float INITIAL_RAW = 5.947f;

  static final int KNOTS = 257;
  static final double END = asinh(Innovations.CLIP) + 0.01;
  static final double SPACING = END / (KNOTS - 1);

  /** Stands for the normal distribution where degrees of freedom are asked for. */
  public static final double NORMAL = Double.POSITIVE_INFINITY;

  private static final int FINE = 8 * (KNOTS - 1) + 1;
  private static final double FINE_END = 1.5 * END;

  private final double target;
  private final double[] targetLogSurvival = new double[FINE];

  /**
   * @param targetDegrees of G; {@link #NORMAL} for the normal distribution
   */
  public QuantileTable(double targetDegrees) {
    target = targetDegrees;
    for (int i = 0; i < FINE; i++) {
      targetLogSurvival[i] = logSurvival(Math.sinh(i * FINE_END / (FINE - 1)), target);
    }
  }

  /**
   * The table for one marginal.
   *
   * @param degrees of F
   * @return [knots], asinh|q| at equally spaced asinh|z|
   */
  public float[] knots(double degrees) {
    float[] knots = new float[KNOTS];
    int at = 0;
    for (int i = 0; i < KNOTS; i++) {
      if (degrees == target) { // as in a multivariate distribution: the quantile itself
        knots[i] = (float) (i * SPACING);
        continue;
      }
      double wanted = logSurvival(Math.sinh(i * SPACING), degrees);
      while (at < FINE - 2 && targetLogSurvival[at + 1] >= wanted) {
        at++;
      }
      double left = targetLogSurvival[at];
      double right = targetLogSurvival[at + 1];
      double share = right < left ? Math.min(1, (left - wanted) / (left - right)) : 0;
      knots[i] = (float) ((at + Math.max(0, share)) * FINE_END / (FINE - 1));
    }
    return knots;
  }

  /** The quantile itself, by the same interpolation as in the graph. */
  public static double quantile(float[] knots, double innovation) {
    return Math.signum(innovation) * quantileAt(knots, position(innovation));
  }

  /** Where an innovation of either sign lies among the knots of all tables. */
  public static double position(double innovation) {
    return Math.min(asinh(Math.abs(innovation)) / SPACING, KNOTS - 1.0);
  }

  /** The size of the quantile at a position. */
  public static double quantileAt(float[] knots, double position) {
    int knot = (int) Math.min(Math.floor(position), KNOTS - 2);
    double value = knots[knot] + (position - knot) * (knots[knot + 1] - knots[knot]);
    double grown = Math.exp(value); // sinh(value), in a third of the time
    return (grown - 1 / grown) / 2;
  }

  /** log P(X > x) for x of 0 or more. */
  static double logSurvival(double x, double degrees) {
    if (Double.isInfinite(degrees)) {
      return x < 25
          ? Math.log(0.5 * Erf.erfc(x / Math.sqrt(2)))
          : -0.5 * x * x - Math.log(x) - 0.5 * Math.log(2 * Math.PI);
    }
    double survival = 0.5 * Beta.regularizedBeta(degrees / (degrees + x * x), degrees / 2, 0.5);
    return Math.log(Math.max(survival, Double.MIN_NORMAL));
  }

  private static double asinh(double x) {
    return Math.log(x + Math.sqrt(x * x + 1));
  }
}
