package io.kopula.training;

import io.kopula.model.Dependence;
import io.kopula.model.graph.QuantileTable;
import java.util.HashMap;
import java.util.Map;
import org.hipparchus.special.Gamma;

/**
 * Fits the dependence of innovations in closed form, marginals apart: R from the correlation of
 * their normal scores, robustly weighted and shrunk; the degrees of freedom of a Student-t copula
 * by profile likelihood. Those of the multivariate Student-t are its marginals'. Missing values are
 * integrated out.
 */
final class DependenceFit {
  private static final double[] GRID = {3, 4, 6, 8, 12, 20, 40};

  /** Degrees of freedom of the weights w = (v + n) / (v + form) that tame outliers. */
  static final double ROBUST_DEGREES = 8;

  private static final int ROBUST_ROUNDS = 2;

  /** Rows that the shrinkage towards independence counts as. */
  static final double PRIOR_ROWS = 50;

  /** The same where relations are close: far less, since it hides what is hardly its own. */
  private static final double CLOSE_PRIOR_ROWS = 5;

  /** What a variable keeps for itself at least where relations are close. */
  private static final double CLOSE_UNIQUENESS = 1e-3;

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
    boolean isFitted = kind != Dependence.INDEPENDENT && rows.count() >= 2;
    LowRankCorrelation correlation =
        isFitted
            ? robust(quantiles(positions(rows, 1), rows, QuantileTable.NORMAL), rows, factors)
            : LowRankCorrelation.identity(rows.size(), factors);
    double degrees = GRID[3];
    if (kind == Dependence.STUDENT_T) {
      degrees = rows.degrees(0);
    } else if (isFitted && kind == Dependence.STUDENT_T_COPULA) {
      degrees = profile(rows, correlation);
    }
    return new DependenceFit(kind, correlation, degrees);
  }

  /**
   * The close dependence of linear relations: the plain correlation of the innovations themselves,
   * neither tails nor outliers weighed down, since a rare swing tells most about a relation.
   *
   * @param deviations [variables], see {@link #deviations}
   * @param most deviations that a value may count at most
   */
  static DependenceFit close(
      Dependence kind, Rows rows, int factors, double[] deviations, double most) {
    if (kind == Dependence.INDEPENDENT || rows.count() < 2) {
      return new DependenceFit(kind, LowRankCorrelation.identity(rows.size(), factors), GRID[3]);
    }
    float[][] scores = new float[rows.count()][rows.size()];
    for (int row = 0; row < scores.length; row++) {
      for (int j = 0; j < rows.size(); j++) {
        double score = rows.innovation(row, j) / deviations[j % deviations.length];
        scores[row][j] = (float) Math.max(-most, Math.min(most, score));
      }
    }
    double[] even = new double[scores.length];
    java.util.Arrays.fill(even, 1);
    double[][] correlation = correlation(scores, rows, even, 0, CLOSE_PRIOR_ROWS);
    return new DependenceFit(
        kind, LowRankCorrelation.fit(correlation, factors, CLOSE_UNIQUENESS), GRID[3]);
  }

  /**
   * Root mean square of each variable's innovations, no less than {@code least}.
   *
   * @param count number of variables, the last of a row's
   */
  static double[] deviations(Rows rows, int count, double least) {
    double[] deviations = new double[count];
    for (int j = 0; j < count; j++) {
      int column = rows.size() - count + j;
      double sum = 0;
      long present = 0;
      for (int row = 0; row < rows.count(); row++) {
        if (rows.isPresent(row, column)) {
          sum += rows.innovation(row, column) * rows.innovation(row, column);
          present++;
        }
      }
      deviations[j] = present == 0 ? 1 : Math.max(least, Math.sqrt(sum / present));
    }
    return deviations;
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
        positions[i][j] = (float) (Math.signum(innovation) * QuantileTable.position(innovation));
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
    LowRankCorrelation fit =
        LowRankCorrelation.fit(correlation(scores, rows, weights, 1, PRIOR_ROWS), factors);
    for (int round = 0; round < ROBUST_ROUNDS; round++) {
      reweigh(scores, rows, fit, weights);
      fit = LowRankCorrelation.fit(correlation(scores, rows, weights, 1, PRIOR_ROWS), factors);
    }
    return fit;
  }

  private static void reweigh(
      float[][] scores, Rows rows, LowRankCorrelation fit, double[] weights) {
    ObservedForm forms = new ObservedForm(fit);
    for (int row = 0; row < scores.length; row++) {
      forms.observe(present(rows, row));
      double form = forms.of(scores[row]);
      weights[row] = (ROBUST_DEGREES + forms.count()) / (ROBUST_DEGREES + form);
    }
  }

  static boolean[] present(Rows rows, int row) {
    boolean[] present = new boolean[rows.size()];
    for (int j = 0; j < present.length; j++) {
      present[j] = rows.isPresent(row, j);
    }
    return present;
  }

  /**
   * Weighted correlation about zero over the rows in which both are present, shrunk.
   *
   * @param prior rows that the shrinkage towards independence counts as
   * @param least variance, not weighted, that a variable has at least: what varies less than its
   *     marginal says is not stretched
   */
  private static double[][] correlation(
      float[][] scores, Rows rows, double[] weights, double least, double prior) {
    int size = rows.size();
    PairwiseMoments moments = PairwiseMoments.of(scores, rows, weights);
    double[] squares = new double[size];
    int[] values = new int[size];
    for (int row = 0; row < scores.length; row++) {
      boolean[] present = present(rows, row);
      for (int i = 0; i < size; i++) {
        squares[i] += (double) scores[row][i] * scores[row][i];
        values[i] += present[i] ? 1 : 0;
      }
    }
    double[] variances = new double[size];
    for (int i = 0; i < size; i++) {
      double plain = squares[i] / Math.max(1, values[i]);
      double raised = plain > 0 ? Math.max(1, least / plain) : 1;
      variances[i] = raised * moments.mean(i, i);
    }
    double[][] correlation = new double[size][size];
    for (int i = 0; i < size; i++) {
      correlation[i][i] = 1;
      for (int j = 0; j < i; j++) {
        double n = moments.count(i, j);
        double scale = Math.sqrt(variances[i] * variances[j]);
        double raw = scale > 0 ? moments.mean(i, j) / scale : 0;
        double bounded = Math.max(-1, Math.min(1, raw));
        correlation[i][j] = bounded * n / (n + prior);
        correlation[j][i] = correlation[i][j];
      }
    }
    return correlation;
  }

  private static double profile(Rows rows, LowRankCorrelation correlation) {
    ObservedForm forms = new ObservedForm(correlation);
    long cells = (long) rows.count() * rows.size();
    int every = (int) (1 + cells / MOST_PROFILED);
    float[][] positions = positions(rows, every);
    double[] energies = new double[GRID.length];
    int best = 0;
    for (int i = 0; i < GRID.length; i++) {
      float[][] quantiles = quantiles(positions, rows, GRID[i]);
      for (int row = 0; row < quantiles.length; row++) {
        forms.observe(present(rows, row * every));
        energies[i] += radialEnergy(quantiles[row], forms, GRID[i]);
      }
      best = energies[i] < energies[best] ? i : best;
    }
    return best == 0 || best == GRID.length - 1 ? GRID[best] : between(energies, best);
  }

  /**
   * The terms of rows' energies that hold quantiles, in the order of the rows: how much less likely
   * each is than one in which every variable is at its median, marginals included.
   */
  double[] energies(Rows rows) {
    ObservedForm forms = new ObservedForm(correlation);
    double[] energies = new double[rows.count()];
    float[][] quantiles = quantiles(positions(rows, 1), rows, target());
    for (int row = 0; row < energies.length; row++) {
      float[] q = quantiles[row];
      for (int j = 0; j < q.length; j++) {
        energies[row] += marginalTerm(rows.innovation(row, j), rows.degrees(j));
      }
      forms.observe(present(rows, row));
      if (isHeavyTailed(kind)) {
        energies[row] += radialEnergy(q, forms, degrees) - normaliser(degrees, forms.count());
      } else if (kind != Dependence.INDEPENDENT) {
        energies[row] += (forms.of(q) - squares(q)) / 2;
      }
    }
    return energies;
  }

  private static double marginalTerm(double z, double degrees) {
    return degrees == QuantileTable.NORMAL
        ? z * z / 2
        : (degrees + 1) / 2 * Math.log1p(z * z / degrees);
  }

  /** Where the parabola in 1 / v through the best grid point and its neighbours is lowest. */
  private static double between(double[] energies, int best) {
    double x = 1 / GRID[best];
    double left = 1 / GRID[best - 1] - x;
    double right = 1 / GRID[best + 1] - x;
    double rise = (energies[best - 1] - energies[best]) / left;
    double fall = (energies[best + 1] - energies[best]) / right;
    double curvature = (rise - fall) / (left - right);
    double slope = rise - curvature * left;
    double lowest = curvature > 0 ? x - slope / (2 * curvature) : x;
    return 1 / Math.max(x + right, Math.min(x + left, lowest));
  }

  /** Minus log-density of a Student-t copula, without the determinant. */
  private static double radialEnergy(float[] q, ObservedForm forms, double degrees) {
    int n = forms.count();
    double energy = normaliser(degrees, n) + (degrees + n) / 2 * Math.log1p(forms.of(q) / degrees);
    for (float value : q) { // nothing where missing, 0
      energy -= (degrees + 1) / 2 * Math.log1p((double) value * value / degrees);
    }
    return energy;
  }

  /**
   * The copula's exact energy: minus log-density of the observed variables, the others integrated
   * out.
   *
   * @param q quantiles, 0 where missing
   * @param present whether each is observed
   */
  double energy(float[] q, boolean[] present) {
    ObservedForm forms = new ObservedForm(correlation);
    forms.observe(present);
    double determinant = correlation.logDeterminant() + forms.logDeterminant();
    if (isHeavyTailed(kind)) {
      return 0.5 * determinant + radialEnergy(q, forms, degrees);
    }
    return 0.5 * (determinant + forms.of(q) - squares(q));
  }

  private static double squares(float[] q) {
    double sum = 0;
    for (float value : q) {
      sum += (double) value * value;
    }
    return sum;
  }
}
