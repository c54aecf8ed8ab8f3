package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.Arrays;

/**
 * Distance of the last few steps, all variables together, from the most similar such window in
 * training. Simple, slow, and hard to beat.
 *
 * <p>The distance of two windows is a sum of distances of steps along a diagonal, so that each pair
 * of steps is compared once: O(test · train · variables) whatever the window.
 */
final class NearestNeighbourDetector implements Detector {
  /** Steps compared at a time: their sums stay in the processor's nearest cache. */
  private static final int BLOCK = 2_048;

  private final int window;

  /**
   * @param window steps compared together
   */
  NearestNeighbourDetector(int window) {
    this.window = window;
  }

  @Override
  public String name() {
    return "nearest-neighbour-" + window;
  }

  @Override
  public Fitted fit(Frame train) {
    Standardiser standardiser = Standardiser.of(train);
    float[] known = byVariable(standardiser.applyAsinh(train));
    return (history, test) ->
        distances(
            standardiser.applyAsinh(Standardiser.withContext(history, test, window - 1)),
            known,
            train.length());
  }

  /**
   * @param rows [window - 1 steps of context and those to score][variables]
   * @param known [variables, steps], values of the training data
   * @return [steps to score]
   */
  private double[] distances(double[][] rows, float[] known, int steps)
      throws InterruptedException {
    double[] nearest = new double[rows.length - window + 1];
    float[][] recent = new float[window + 1][steps];
    double[] sums = new double[steps];
    for (int i = 0; i < rows.length; i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      float[] now = recent[i % (window + 1)];
      float[] leaving = recent[(i + 1) % (window + 1)];
      squaredDistances(rows[i], known, now);
      double least = Double.POSITIVE_INFINITY;
      for (int j = steps - 1; j >= 0; j--) {
        double sum = j == 0 ? 0 : sums[j - 1];
        sum += now[j];
        if (i >= window && j >= window) {
          sum -= leaving[j - window];
        }
        sums[j] = sum;
        if (j >= window - 1 && sum < least) {
          least = sum;
        }
      }
      if (i >= window - 1) {
        nearest[i - window + 1] = Math.sqrt(Math.max(0, least));
      }
    }
    return nearest;
  }

  private static void squaredDistances(double[] row, float[] known, float[] out) {
    Arrays.fill(out, 0);
    for (int from = 0; from < out.length; from += BLOCK) {
      int to = Math.min(from + BLOCK, out.length);
      for (int v = 0; v < row.length; v++) {
        addSquaredDistances((float) row[v], known, v * out.length, out, from, to);
      }
    }
  }

  private static void addSquaredDistances(
      float value, float[] known, int offset, float[] out, int from, int to) {
    for (int j = from; j < to; j++) {
      float distance = value - known[offset + j];
      out[j] += distance * distance;
    }
  }

  private static float[] byVariable(double[][] rows) {
    int width = rows.length == 0 ? 0 : rows[0].length;
    float[] values = new float[Math.multiplyExact(width, rows.length)];
    for (int i = 0; i < rows.length; i++) {
      for (int v = 0; v < width; v++) {
        values[v * rows.length + i] = (float) rows[i][v];
      }
    }
    return values;
  }
}
