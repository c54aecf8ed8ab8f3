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
    new FittedWeights(graph::assign).marginals("h", kind, width, target, degrees);
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
