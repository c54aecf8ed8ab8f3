package io.kopula.training;

import java.util.Arrays;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Quadratic forms q'R_oo^-1 q of the observed variables, the others integrated out. With T = R^-1
 * and b = T_mo q_o they are q_o'T_oo q_o - b'T_mm^-1 b, so that only as many rows are solved for as
 * are missing, and log|R_oo| = log|R| + log|T_mm|.
 */
final class ObservedForm {
  /** A precision's pivots are at least 1 but for rounding: its correlation's variances are 1. */
  private static final double LEAST_PIVOT = 0.5;

  private final LowRankCorrelation correlation;
  private final ToDoubleFunction<float[]> whole;
  private double[][] precision = {}; // T, once something is missing
  private boolean[] present;
  private int[] missing = {};
  private double[][] root = {}; // Cholesky factor of T_mm

  ObservedForm(LowRankCorrelation correlation) {
    this.correlation = correlation;
    whole = correlation.form();
    present = new boolean[correlation.size()];
    Arrays.fill(present, true);
  }

  /** Sets which variables are observed. Rows that lack the same ones are cheap in a row. */
  void observe(boolean[] observed) {
    if (Arrays.equals(observed, present)) {
      return;
    }
    present = observed.clone();
    missing = IntStream.range(0, present.length).filter(i -> !present[i]).toArray();
    root = new double[missing.length][missing.length];
    if (missing.length > 0 && precision.length == 0) {
      precision = correlation.precision();
    }
    for (int i = 0; i < missing.length; i++) {
      for (int j = 0; j <= i; j++) {
        double rest = precision[missing[i]][missing[j]];
        for (int f = 0; f < j; f++) {
          rest -= root[i][f] * root[j][f];
        }
        root[i][j] = i == j ? Math.sqrt(Math.max(LEAST_PIVOT, rest)) : rest / root[j][j];
      }
    }
  }

  /** Number of observed variables. */
  int count() {
    return present.length - missing.length;
  }

  /** log|R_oo| - log|R| */
  double logDeterminant() {
    double sum = 0;
    for (int i = 0; i < root.length; i++) {
      sum += 2 * Math.log(root[i][i]);
    }
    return sum;
  }

  /**
   * @param q 0 where missing
   */
  double of(float[] q) {
    if (missing.length == 0) {
      return whole.applyAsDouble(q);
    }
    double form = 0;
    for (int i = 0; i < q.length; i++) {
      if (q[i] != 0) {
        form += q[i] * product(i, q);
      }
    }
    double[] solved = new double[missing.length]; // root^-1 b
    for (int i = 0; i < missing.length; i++) {
      double sum = product(missing[i], q);
      for (int j = 0; j < i; j++) {
        sum -= root[i][j] * solved[j];
      }
      solved[i] = sum / root[i][i];
      form -= solved[i] * solved[i];
    }
    return Math.max(0, form);
  }

  private double product(int row, float[] q) {
    double sum = 0;
    for (int j = 0; j < q.length; j++) {
      sum += precision[row][j] * q[j];
    }
    return sum;
  }
}
