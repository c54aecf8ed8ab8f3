package io.kopula.training;

import io.kopula.model.Dependence;
import io.kopula.model.graph.QuantileTable;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.hipparchus.special.Gamma;

/**
 * Fits the dependence of innovations in closed form, marginals apart: R from the correlation of
 * their normal scores, robustly weighted and shrunk; the degrees of freedom of a Student-t copula
 * by profile likelihood on a grid.
 */
final class DependenceFit {
  private static final double[] GRID = {3, 4, 6, 8, 12, 20, 40};

  /** Degrees of freedom of the weights w = (v + n) / (v + form) that tame outliers. */
  private static final double ROBUST_DEGREES = 8;

  private static final int ROBUST_ROUNDS = 2;

  /** Rows that the shrinkage towards independence counts as. */
  private static final double PRIOR_ROWS = 50;

  /** Innovations beyond which not all rows are asked which degrees of freedom are likely. */
  private static final int MOST_PROFILED = 400_000;

  private final Dependence kind;
  private final LowRankCorrelation correlation;
  private final double degrees;

  private DependenceFit(Dependence kind, LowRankCorrelation correlation, double degrees) {
    this.kind = kind;
    this.correlation = correlation;
    this.degrees = degrees;
  }

  /** The innovations a dependence is fitted to. */
  interface Rows {
    int count();

    int size();

    /** Innovation of a row, 0 where missing. */
    double innovation(int row, int variable);

    boolean isPresent(int row, int variable);

    /** Degrees of freedom of the variable's marginal. */
    double degrees(int variable);
  }

  static DependenceFit of(Dependence kind, Rows rows, int factors) {
    if (kind == Dependence.INDEPENDENT || rows.count() < 2) {
      return new DependenceFit(kind, LowRankCorrelation.identity(rows.size(), factors), GRID[3]);
    }
    float[][] scores = quantiles(positions(rows, 1), rows, QuantileTable.NORMAL);
    LowRankCorrelation correlation = robust(scores, rows, factors);
    double degrees = isHeavyTailed(kind) ? profile(rows, correlation) : GRID[GRID.length - 1];
    return new DependenceFit(kind, correlation, degrees);
  }

  static boolean isHeavyTailed(Dependence kind) {
    return kind == Dependence.STUDENT_T || kind == Dependence.STUDENT_T_COPULA;
  }

  LowRankCorrelation correlation() {
    return correlation;
  }

  /** Degrees of freedom of the copula. */
  double degrees() {
    return degrees;
  }

  /** What the copula's own marginal is: its degrees of freedom, or the normal distribution. */
  double target() {
    return isHeavyTailed(kind) ? degrees : QuantileTable.NORMAL;
  }

  /** The terms of the energy that hold no quantile, all variables observed. */
  double offset() {
    double offset = 0.5 * correlation.logDeterminant();
    int n = correlation.size();
    return isHeavyTailed(kind) ? offset + normaliser(degrees, n) : offset;
  }

  private static double normaliser(double degrees, double n) {
    return n * Gamma.logGamma((degrees + 1) / 2)
        - (n - 1) * Gamma.logGamma(degrees / 2)
        - Gamma.logGamma((degrees + n) / 2);
  }

  /** Where each row's innovations lie in any table of quantiles, with their sign: [rows, size]. */
  private static float[][] positions(Rows rows, int every) {
    float[][] positions = new float[(rows.count() + every - 1) / every][rows.size()];
    for (int i = 0; i < positions.length; i++) {
      for (int j = 0; j < rows.size(); j++) {
        double innovation = rows.innovation(i * every, j);
        positions[i][j] =
            (float) (Math.signum(innovation) * QuantileTable.position(innovation));
      }
    }
    return positions;
  }

  /** Quantiles of a copula's own marginal: [rows, size]. */
  private static float[][] quantiles(float[][] positions, Rows rows, double target) {
    QuantileTable table = new QuantileTable(target);
    Map<Double, float[]> known = new HashMap<>(); // lags of a variable share their table
    float[][] knots = new float[rows.size()][];
    for (int j = 0; j < rows.size(); j++) {
      knots[j] = known.computeIfAbsent(rows.degrees(j), table::knots);
    }
    float[][] quantiles = new float[positions.length][rows.size()];
    for (int row = 0; row < positions.length; row++) {
      for (int j = 0; j < rows.size(); j++) {
        float position = positions[row][j];
        quantiles[row][j] =
            (float)
                (Math.signum(position) * QuantileTable.quantileAt(knots[j], Math.abs(position)));
      }
    }
    return quantiles;
  }

  private static LowRankCorrelation robust(float[][] scores, Rows rows, int factors) {
    double[] weights = new double[scores.length];
    java.util.Arrays.fill(weights, 1);
    LowRankCorrelation fit = LowRankCorrelation.fit(correlation(scores, rows, weights), factors);
    for (int round = 0; round < ROBUST_ROUNDS; round++) {
      reweigh(scores, fit, weights);
      fit = LowRankCorrelation.fit(correlation(scores, rows, weights), factors);
    }
    return fit;
  }

  private static void reweigh(float[][] scores, LowRankCorrelation fit, double[] weights) {
    ToDoubleFunction<float[]> form = fit.form();
    for (int row = 0; row < scores.length; row++) {
      weights[row] =
          (ROBUST_DEGREES + fit.size()) / (ROBUST_DEGREES + form.applyAsDouble(scores[row]));
    }
  }

  /** Weighted correlation about zero over the rows in which both are present, shrunk. */
  private static double[][] correlation(float[][] scores, Rows rows, double[] weights) {
    int size = rows.size();
    double[][] products = new double[size][size];
    double[][] counts = new double[size][size];
    boolean[] present = new boolean[size];
    for (int row = 0; row < scores.length; row++) {
      for (int i = 0; i < size; i++) {
        present[i] = rows.isPresent(row, i);
      }
      double weight = weights[row];
      float[] q = scores[row];
      for (int i = 0; i < size; i++) {
        if (!present[i]) {
          continue;
        }
        for (int j = 0; j <= i; j++) {
          if (present[j]) {
            products[i][j] += weight * q[i] * q[j];
            counts[i][j] += weight;
          }
        }
      }
    }
    double[][] correlation = new double[size][size];
    for (int i = 0; i < size; i++) {
      correlation[i][i] = 1;
      for (int j = 0; j < i; j++) {
        double n = counts[i][j];
        double scale =
            Math.sqrt(
                (products[i][i] / Math.max(1, counts[i][i]))
                    * (products[j][j] / Math.max(1, counts[j][j])));
        double raw = scale > 0 && n > 0 ? products[i][j] / n / scale : 0;
        double bounded = Math.max(-1, Math.min(1, raw));
        correlation[i][j] = bounded * n / (n + PRIOR_ROWS);
        correlation[j][i] = correlation[i][j];
      }
    }
    return correlation;
  }

  private static double profile(Rows rows, LowRankCorrelation correlation) {
    ToDoubleFunction<float[]> form = correlation.form();
    long cells = (long) rows.count() * rows.size();
    float[][] positions = positions(rows, (int) (1 + cells / MOST_PROFILED));
    double best = Double.POSITIVE_INFINITY;
    double chosen = GRID[0];
    for (double degrees : GRID) {
      float[][] quantiles = quantiles(positions, rows, degrees);
      double energy = quantiles.length * normaliser(degrees, rows.size());
      for (float[] q : quantiles) {
        energy += heavyTailed(q, form.applyAsDouble(q), degrees);
      }
      if (energy < best) {
        best = energy;
        chosen = degrees;
      }
    }
    return chosen;
  }

  /**
   * The terms of rows' energies that hold quantiles, in the order of the rows: how much less likely
   * each is than one in which every variable is at its median, marginals included. A missing
   * variable counts as one at its median.
   */
  double[] energies(Rows rows) {
    ToDoubleFunction<float[]> form = correlation.form();
    double[] energies = new double[rows.count()];
    float[][] quantiles = quantiles(positions(rows, 1), rows, target());
    for (int row = 0; row < energies.length; row++) {
      float[] q = quantiles[row];
      for (int j = 0; j < q.length; j++) {
        double degrees = rows.degrees(j);
        double z = rows.innovation(row, j);
        energies[row] += (degrees + 1) / 2 * Math.log(1 + z * z / degrees);
      }
      if (isHeavyTailed(kind)) {
        energies[row] += heavyTailed(q, form.applyAsDouble(q), degrees);
      } else if (kind != Dependence.INDEPENDENT) {
        energies[row] += (form.applyAsDouble(q) - squares(q)) / 2;
      }
    }
    return energies;
  }

  /** Terms of a Student-t copula's energy that hold quantiles, all variables observed. */
  private static double heavyTailed(float[] q, double form, double degrees) {
    double energy = (degrees + q.length) / 2 * Math.log1p(form / degrees);
    for (float value : q) {
      energy -= (degrees + 1) / 2 * Math.log(1 + value * value / degrees);
    }
    return energy;
  }

  private static double squares(float[] q) {
    double sum = 0;
    for (float value : q) {
      sum += value * value;
    }
    return sum;
  }
}
