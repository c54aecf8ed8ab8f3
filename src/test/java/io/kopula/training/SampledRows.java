package io.kopula.training;

import io.kopula.testing.FactorModel;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;

/** Innovations drawn from a known copula, each through a marginal of its own. */
final class SampledRows implements DependenceFit.Rows {
  private final double[][] innovations;
  private final boolean[][] present;
  private final IntToDoubleFunction marginals;

  private SampledRows(double[][] innovations, boolean[][] present, IntToDoubleFunction marginals) {
    this.innovations = innovations;
    this.present = present;
    this.marginals = marginals;
  }

  /**
   * The multivariate Student-t, or the normal distribution.
   *
   * @param degrees of freedom, 0 for the normal distribution
   * @param missing share of values left out
   */
  static SampledRows multivariate(
      FactorModel model, int degrees, int count, double missing, long seed) {
    Random random = new Random(seed);
    double[][] rows = new double[count][];
    for (int row = 0; row < count; row++) {
      rows[row] = degrees == 0 ? model.normal(random) : model.student(random, degrees);
    }
    double own = degrees == 0 ? Double.POSITIVE_INFINITY : degrees;
    return new SampledRows(rows, gaps(rows, missing, random), j -> own);
  }

  /** A copula with other marginals: odd variables have 3 degrees of freedom, even ones 12. */
  static SampledRows copula(FactorModel model, int degrees, int count, long seed) {
    SampledRows rows = multivariate(model, degrees, count, 0, seed);
    for (double[] row : rows.innovations) {
      for (int j = 0; j < row.length; j++) {
        double lower =
            degrees == 0
                ? new NormalDistribution().cumulativeProbability(-Math.abs(row[j]))
                : new TDistribution(degrees).cumulativeProbability(-Math.abs(row[j]));
        double quantile = new TDistribution(marginal(j)).inverseCumulativeProbability(lower);
        row[j] = Math.signum(row[j]) * -quantile;
      }
    }
    return new SampledRows(rows.innovations, rows.present, SampledRows::marginal);
  }

  private static double marginal(int variable) {
    return variable % 2 == 0 ? 12 : 3;
  }

  private static boolean[][] gaps(double[][] rows, double missing, Random random) {
    boolean[][] present = new boolean[rows.length][rows[0].length];
    for (int row = 0; row < rows.length; row++) {
      for (int j = 0; j < present[row].length; j++) {
        present[row][j] = random.nextDouble() >= missing;
        rows[row][j] = present[row][j] ? rows[row][j] : 0;
      }
    }
    return present;
  }

  @Override
  public int count() {
    return innovations.length;
  }

  @Override
  public int size() {
    return innovations[0].length;
  }

  @Override
  public double innovation(int row, int variable) {
    return innovations[row][variable];
  }

  @Override
  public boolean isPresent(int row, int variable) {
    return present[row][variable];
  }

  @Override
  public double degrees(int variable) {
    return marginals.applyAsDouble(variable);
  }
}
