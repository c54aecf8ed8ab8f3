package io.kopula.model.graph;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import io.kopula.testing.JointDensity;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/** A copula's graph with given parameters, and the same density in double precision. */
final class CopulaRun implements AutoCloseable {
  private final GraphRun graph = new GraphRun();
  private final int size;
  private final JointDensity reference;
  private final LowRank correlation;
  private final Operand<TFloat32> quantiles;
  private final Operand<TFloat32> mask;
  private final Operand<TFloat32> energy;
  private final Operand<TFloat32> training;
  private final Operand<TFloat32> median;
  private final Operand<TFloat32> half;

  /**
   * @param degrees of freedom where the kind has any
   */
  CopulaRun(Dependence kind, FactorModel model, double degrees) {
    size = model.size();
    reference = new JointDensity(model.correlation(), FittedWeights.target(kind, degrees));
    quantiles = graph.input(size);
    mask = graph.input(size);
    Copula copula = new Copula(graph.tf(), graph.weights(), "copula", kind, size, model.factors());
    correlation = copula.correlation();
    energy = copula.energy(quantiles, mask);
    training = copula.trainingEnergy(quantiles, mask);
    Copula.Conditional conditional = copula.conditional(quantiles, mask);
    median = conditional.median();
    half = conditional.half();
    graph.initialise();
    new FittedWeights(graph::assign).copula("copula", kind, model, degrees);
  }

  /** The multivariate density that the copula comes from, in double precision. */
  JointDensity reference() {
    return reference;
  }

  /** [rows * size] */
  float[] parts(float[][] quantiles, float[][] mask) {
    return graph.run(energy, quantiles, mask);
  }

  /** [rows] */
  double[] energies(float[][] quantiles, float[][] mask) {
    return sums(parts(quantiles, mask));
  }

  /** [rows] */
  double[] forms(float[][] q, float[][] observed) {
    return sums(
        graph.run(
            graph.tf().math.mul(quantiles, correlation.observe(quantiles, mask).product()),
            q,
            observed));
  }

  private double[] sums(float[] parts) {
    double[] sums = new double[parts.length / size];
    for (int i = 0; i < parts.length; i++) {
      sums[i / size] += parts[i];
    }
    return sums;
  }

  /** [rows] */
  float[] trainingEnergies(float[][] quantiles, float[][] mask) {
    return graph.run(training, quantiles, mask);
  }

  /** [rows * size] */
  float[] medians(float[][] quantiles, float[][] mask) {
    return graph.run(median, quantiles, mask);
  }

  /** [rows * size] */
  float[] halves(float[][] quantiles, float[][] mask) {
    return graph.run(half, quantiles, mask);
  }

  /** [rows * (size / lags)] */
  float[] looseness(float[][] q, float[][] observed, int lags) {
    return graph.run(new Looseness(graph.tf(), correlation, lags).of(quantiles, mask), q, observed);
  }

  @Override
  public void close() {
    graph.close();
  }
}
