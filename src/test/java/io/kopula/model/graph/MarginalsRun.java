package io.kopula.model.graph;

import io.kopula.model.Dependence;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** Marginals with given degrees of freedom and the tables that training would give them. */
final class MarginalsRun implements AutoCloseable {
  private final GraphRun graph = new GraphRun();
  private final Operand<TFloat32> energy;
  private final Operand<TFloat32> quantiles;
  private final Operand<TFloat32> innovations;

  /**
   * @param degrees of each variable; one for all in a multivariate Student-t, none in a normal
   * @param target degrees of freedom of the copula's own marginal, infinite for the normal one
   */
  MarginalsRun(Dependence kind, int width, double target, double... degrees) {
    Operand<TFloat32> innovation = graph.input(width);
    Operand<TFloat32> scale = graph.input(width);
    Operand<TFloat32> mask = graph.input(width);
    Marginals marginals = new Marginals(graph.tf(), graph.weights(), "h", width, kind);
    energy = marginals.energy(innovation, scale, mask);
    quantiles = marginals.quantiles(innovation);
    innovations = marginals.innovations(innovation, marginals.inverse("h"));
    graph.initialise();
    float[] raw = new float[degrees.length];
    for (int i = 0; i < raw.length; i++) {
      raw[i] = (float) Math.log(Math.expm1(degrees[i] - QuantileTable.LEAST_DEGREES));
    }
    if (kind != Dependence.GAUSSIAN) {
      graph.assign("h/degrees", raw);
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
    graph.assign("h/table", table);
    graph.assign("h/inverse", inverse);
  }

  /** [rows * width] */
  float[] energies(float[][] innovation, float[][] scale, float[][] mask) {
    return graph.run(energy, innovation, scale, mask);
  }

  /** [rows * width] */
  float[] quantiles(float[][] innovation) {
    return graph.run(quantiles, innovation);
  }

  /** [rows * width] */
  float[] innovations(float[][] quantiles) {
    return graph.run(innovations, quantiles);
  }

  @Override
  public void close() {
    graph.close();
  }
}
