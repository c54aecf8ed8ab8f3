package io.kopula.training;

import io.kopula.window.EncodedSeries;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws training batches: clean windows, and the same windows corrupted. */
final class Batches {
  private static final int TRIES = 8;
  private static final double LEAST_PRESENT = 0.1;

  private final List<EncodedSeries> series;
  private final int[] limits; // steps of each series that are trained on
  private final long[] cumulative; // window starts up to and with each series
  private final int window;
  private final int width;
  private final int inputs;
  private final RandomGenerator random;
  private final Corruption corruption;

  Batches(
      List<EncodedSeries> series,
      int[] limits,
      int window,
      int width,
      int inputs,
      RandomGenerator random) {
    this.series = List.copyOf(series);
    this.limits = limits.clone();
    this.window = window;
    this.width = width;
    this.inputs = inputs;
    this.random = random;
    corruption = new Corruption(random);
    cumulative = new long[limits.length];
    long total = 0;
    for (int i = 0; i < limits.length; i++) {
      total += Math.max(0, limits[i] - window + 1);
      cumulative[i] = total;
    }
    if (total == 0) {
      throw new IllegalArgumentException(
          "history: expected a whole window of " + window + " steps");
    }
  }

  /** Window starts there are. */
  long starts() {
    return cumulative[cumulative.length - 1];
  }

  /**
   * Fills a batch.
   *
   * @param batch [2n, window, inputs], clean windows first
   * @param corrupted [n, window], 1 at corrupted steps
   */
  void draw(int n, float[] batch, float[] corrupted) {
    java.util.Arrays.fill(corrupted, 0);
    int size = window * inputs;
    for (int i = 0; i < n; i++) {
      int chosen = 0;
      for (int attempt = 0; attempt < TRIES; attempt++) {
        long start = random.nextLong(starts());
        chosen = seriesOf(start);
        int from = (int) (start - (chosen == 0 ? 0 : cumulative[chosen - 1]));
        series.get(chosen).copy(from, window, batch, i * size);
        if (present(batch, i * size) >= LEAST_PRESENT) {
          break;
        }
      }
      System.arraycopy(batch, i * size, batch, (n + i) * size, size);
      corruption.apply(
          series.get(chosen),
          limits[chosen],
          batch,
          (n + i) * size,
          window,
          width,
          inputs,
          corrupted,
          i * window);
    }
  }

  private int seriesOf(long start) {
    int low = 0;
    int high = cumulative.length - 1;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (cumulative[middle] > start) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private double present(float[] batch, int offset) {
    double sum = 0;
    for (int step = 0; step < window; step++) {
      for (int variable = 0; variable < width; variable++) {
        sum += batch[offset + step * inputs + width + variable];
      }
    }
    return sum / (window * width);
  }
}
