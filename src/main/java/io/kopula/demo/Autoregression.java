package io.kopula.demo;

import java.util.random.RandomGenerator;

/** First-order autoregressive noise of unit variance, with normal or heavy-tailed shocks. */
final class Autoregression {
  private static final double BOUND = 6;

  private final double memory;
  private final boolean heavyTailed;
  private double state;

  /**
   * @param seconds time constant: after so many steps a shock has decayed to a third
   */
  Autoregression(double seconds, boolean heavyTailed, RandomGenerator random) {
    this.memory = Math.exp(-1 / seconds);
    this.heavyTailed = heavyTailed;
    this.state = random.nextGaussian();
  }

  double next(RandomGenerator random) {
    double shock = heavyTailed ? studentT(random) : random.nextGaussian();
    state = memory * state + Math.sqrt(1 - memory * memory) * shock;
    return Math.max(-BOUND, Math.min(BOUND, state));
  }

  /** Student-t with 4 degrees of freedom, scaled to unit variance. */
  private static double studentT(RandomGenerator random) {
    double chiSquared = 0;
    for (int i = 0; i < 4; i++) {
      double normal = random.nextGaussian();
      chiSquared += normal * normal;
    }
    return random.nextGaussian() / Math.sqrt(chiSquared / 4) / Math.sqrt(2);
  }
}
