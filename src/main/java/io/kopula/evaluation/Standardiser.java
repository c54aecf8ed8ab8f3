package io.kopula.evaluation;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What the baselines see of a frame: each variable less its training mean, over its standard
 * deviation (floored at 1 % of its range), clipped at ±20. A missing value is its mean, 0.
 */
final class Standardiser {
  static final double CLIP = 20;

  /** Scale of a variable that never moved in training: any move of it is far out. */
  private static final double SMALLEST_SCALE = 1e-6;

  private static final double FLOOR_OF_RANGE = 0.01;

  private final double[] mean;
  private final double[] scale;

  private Standardiser(double[] mean, double[] scale) {
    this.mean = mean;
    this.scale = scale;
  }

  static Standardiser of(Frame train) {
    int width = train.variables().size();
    double[] mean = new double[width];
    double[] scale = new double[width];
    for (int v = 0; v < width; v++) {
      int count = 0;
      double least = Double.POSITIVE_INFINITY;
      double greatest = Double.NEGATIVE_INFINITY;
      for (int i = 0; i < train.length(); i++) {
        if (train.isPresent(i, v)) {
          double value = train.value(i, v);
          mean[v] += (value - mean[v]) / ++count;
          least = Math.min(least, value);
          greatest = Math.max(greatest, value);
        }
      }
      double squares = 0;
      for (int i = 0; i < train.length(); i++) {
        double distance = train.isPresent(i, v) ? train.value(i, v) - mean[v] : 0;
        squares += distance * distance;
      }
      double deviation = count == 0 ? 0 : Math.sqrt(squares / count);
      double range = count == 0 ? 0 : greatest - least;
      scale[v] = Math.max(SMALLEST_SCALE, Math.max(deviation, FLOOR_OF_RANGE * range));
    }
    return new Standardiser(mean, scale);
  }

  /**
   * @return [steps][variables]
   */
  double[][] apply(Frame frame) {
    return IntStream.range(0, frame.length())
        .mapToObj(step -> row(frame, step))
        .toArray(double[][]::new);
  }

  /**
   * @param steps of the frame
   * @return [steps asked for][variables]
   */
  double[][] apply(Frame frame, int[] steps) {
    return Arrays.stream(steps).mapToObj(step -> row(frame, step)).toArray(double[][]::new);
  }

  private double[] row(Frame frame, int step) {
    double[] row = new double[mean.length];
    for (int v = 0; v < row.length; v++) {
      double value = frame.value(step, v);
      row[v] =
          Double.isNaN(value) ? 0 : Math.max(-CLIP, Math.min(CLIP, (value - mean[v]) / scale[v]));
    }
    return row;
  }

  /**
   * @return [steps][variables], asinh of {@link #apply}
   */
  double[][] applyAsinh(Frame frame) {
    double[][] rows = apply(frame);
    for (double[] row : rows) {
      for (int v = 0; v < row.length; v++) {
        row[v] = asinh(row[v]);
      }
    }
    return rows;
  }

  private static double asinh(double x) {
    return Math.copySign(Math.log(Math.abs(x) + Math.sqrt(x * x + 1)), x);
  }

  /** The test frame with the {@code steps} before it, as far as the training frame reaches. */
  static Frame withContext(Frame train, Frame test, int steps) {
    Grid grid = test.grid();
    Grid longer = new Grid(grid.millis(-steps), grid.stepMillis(), grid.length() + steps);
    int offset = test.grid().indexOf(train.grid().startMillis());
    int width = test.variables().size();
    double[] values = new double[longer.length() * width];
    for (int i = 0; i < longer.length(); i++) {
      int past = i - steps - offset;
      for (int v = 0; v < width; v++) {
        values[i * width + v] =
            i >= steps
                ? test.value(i - steps, v)
                : past >= 0 && past < train.length() ? train.value(past, v) : Double.NaN;
      }
    }
    return Frame.of(test.entity(), test.variables(), longer, values);
  }
}
