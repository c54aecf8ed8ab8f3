package io.kopula.training;

import io.kopula.window.EncodedSeries;
import java.util.random.RandomGenerator;

/**
 * Breaks a window so that each value stays plausible while dependence or timing does not: the
 * negatives of the contrastive term. The kinds are ours; the paper does not publish its own.
 */
final class Corruption {
  private enum Kind {
    /** Some variables' values from another time of the same entity. */
    OTHER_TIME,
    /** Some variables run late or early. */
    SHIFT,
    /** Some variables stay where they were. */
    FLAT,
    /** Some variables deviate from their usual level by another factor. */
    SCALE,
    /** Some variables jump for a step or two. */
    SPIKE,
    /** All variables from another time: the whole window at the wrong hour. */
    WRONG_HOUR
  }

  private static final Kind[] KINDS = Kind.values();

  private final RandomGenerator random;

  Corruption(RandomGenerator random) {
    this.random = random;
  }

  /**
   * Corrupts one window in place.
   *
   * @param window [steps, inputs] from {@code offset} on
   * @param corrupted [steps] from {@code flags} on: set to 1 where a step was changed
   * @param limit steps of the series that may be drawn from
   */
  void apply(
      EncodedSeries series,
      int limit,
      float[] window,
      int offset,
      int steps,
      int width,
      int inputs,
      float[] corrupted,
      int flags) {
    Kind kind = KINDS[random.nextInt(KINDS.length)];
    int length =
        kind == Kind.SPIKE
            ? 1 + random.nextInt(2)
            : Math.min(steps, 2 + random.nextInt(Math.max(1, steps / 2)));
    int from = random.nextInt(steps - length + 1);
    int other = random.nextInt(Math.max(1, limit - steps));
    int shift = (random.nextBoolean() ? 1 : -1) * (1 + random.nextInt(Math.max(1, steps / 4)));
    boolean all = kind == Kind.WRONG_HOUR;
    double share = 1.0 / Math.max(2, width) + random.nextDouble() * 0.5;
    int chosen = random.nextInt(width);
    float[] before = new float[steps];
    for (int variable = 0; variable < width; variable++) {
      if (!all && variable != chosen && random.nextDouble() >= share) {
        continue;
      }
      for (int step = 0; step < steps; step++) {
        before[step] = window[offset + step * inputs + variable];
      }
      double factor = random.nextBoolean() ? -1 : random.nextDouble() < 0.5 ? 0.3 : 2.5;
      double jump = (random.nextBoolean() ? 1 : -1) * (0.5 + 2 * random.nextDouble());
      for (int step = from; step < from + length; step++) {
        int at = offset + step * inputs + variable;
        window[at] =
            switch (kind) {
              case OTHER_TIME, WRONG_HOUR -> series.value(other + step, variable);
              case SHIFT -> before[Math.max(0, Math.min(steps - 1, step + shift))];
              case FLAT -> before[from];
              case SCALE ->
                  (float) (before[from] + factor * (before[step] - before[from]) + 0.3 * jump);
              case SPIKE -> (float) (before[step] + jump);
            };
      }
    }
    for (int step = from; step < from + length; step++) {
      corrupted[flags + step] = 1;
    }
  }
}
