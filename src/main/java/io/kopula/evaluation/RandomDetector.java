package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Optional;
import java.util.Random;

/** Knows nothing: what every detector must beat, and what inflated measures look like. */
final class RandomDetector implements Detector {
  private final long seed;

  RandomDetector(long seed) {
    this.seed = seed;
  }

  @Override
  public String name() {
    return "random";
  }

  @Override
  public Fitted fit(Frame train) {
    return new Fitted() {
      @Override
      public double[] score(Frame history, Frame test) {
        return new Random(seed).doubles(test.length()).toArray();
      }

      @Override
      public Optional<double[][]> attributions(Frame history, Frame test, int[] steps) {
        Random random = new Random(~seed);
        double[][] weights = new double[steps.length][];
        for (int i = 0; i < steps.length; i++) {
          weights[i] = random.doubles(test.variables().size()).toArray();
        }
        return Optional.of(weights);
      }
    };
  }
}
