package io.kopula.model.graph;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import io.kopula.testing.JointDensity;
import java.util.Arrays;
import java.util.function.BiConsumer;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;

/** Gives a graph the weights that training fits in closed form, from known parameters. */
final class FittedWeights {
  private final BiConsumer<String, float[]> assign;

  FittedWeights(BiConsumer<String, float[]> assign) {
    this.assign = assign;
  }

  /** Degrees of freedom of a copula's own marginal. */
  static double target(Dependence kind, double degrees) {
    return kind == Dependence.STUDENT_T || kind == Dependence.STUDENT_T_COPULA
        ? degrees
        : QuantileTable.NORMAL;
  }

  void copula(String name, Dependence kind, FactorModel model, double degrees) {
    int size = model.size();
    RealMatrix r = model.correlation();
    RealMatrix inverse = new LUDecomposition(r).getSolver().getInverse();
    float[] precision = new float[size * size];
    for (int i = 0; i < precision.length; i++) {
      precision[i] = (float) inverse.getEntry(i / size, i % size);
    }
    boolean[] all = new boolean[size];
    Arrays.fill(all, true);
    double offset =
        kind == Dependence.INDEPENDENT
            ? 0
            : new JointDensity(r, target(kind, degrees)).copulaEnergy(new double[size], all);
    assign.accept(name + "/loadings", model.flat());
    assign.accept(name + "/degrees", new float[] {(float) degrees});
    assign.accept(name + "/precision", precision);
    assign.accept(name + "/offset", new float[] {(float) offset});
  }

  /**
   * @param target degrees of freedom of the copula's own marginal, infinite for the normal one
   * @param degrees of each variable; one for all in a multivariate Student-t, ignored in a normal
   */
  void marginals(String name, Dependence kind, int width, double target, double... degrees) {
    float[] raw = new float[degrees.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) Math.log(Math.expm1(degrees[i] - QuantileTable.LEAST_DEGREES));
    }
    if (kind != Dependence.GAUSSIAN) {
      assign.accept(name + "/degrees", raw);
    }
    QuantileTable there = new QuantileTable(target);
    float[] table = new float[width * QuantileTable.KNOTS];
    float[] inverse = new float[table.length];
    for (int j = 0; j < width; j++) {
      double own =
          kind == Dependence.GAUSSIAN ? QuantileTable.NORMAL : degrees[degrees.length == 1 ? 0 : j];
      int at = j * QuantileTable.KNOTS;
      System.arraycopy(there.knots(own), 0, table, at, QuantileTable.KNOTS);
      float[] back = new QuantileTable(own).knots(target);
      System.arraycopy(back, 0, inverse, at, QuantileTable.KNOTS);
    }
    assign.accept(name + "/table", table);
    assign.accept(name + "/inverse", inverse);
  }
}
