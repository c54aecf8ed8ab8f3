package io.kopula.evaluation;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.time.Duration;
import java.util.Arrays;

/**
 * The usual value of each variable at each time of the day (UTC): the median over training days.
 */
final class Rhythm {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();

  private final double[][] medians;

  private Rhythm(double[][] medians) {
    this.medians = medians;
  }

  static Rhythm of(Frame train) {
    int slots = slots(train.grid());
    int width = train.variables().size();
    double[][] medians = new double[slots][width];
    double[] values = new double[train.length()];
    for (int v = 0; v < width; v++) {
      double overall = median(train, v, -1, values);
      for (int slot = 0; slot < slots; slot++) {
        double median = median(train, v, slot, values);
        medians[slot][v] = Double.isNaN(median) ? overall : median;
      }
    }
    return new Rhythm(medians);
  }

  /** Steps of a day, rounded up. */
  static int slots(Grid grid) {
    return Math.toIntExact(Math.max(1, (DAY_MILLIS + grid.stepMillis() - 1) / grid.stepMillis()));
  }

  static boolean dayIsWholeSteps(Grid grid) {
    return DAY_MILLIS % grid.stepMillis() == 0;
  }

  /** Number of a step's time of day, from 0. */
  static int slot(Grid grid, int step) {
    return (int) (Math.floorMod(grid.millis(step), DAY_MILLIS) / grid.stepMillis());
  }

  /**
   * @param slot time of day, or -1 for all
   * @return NaN if no value is present
   */
  private static double median(Frame train, int variable, int slot, double[] values) {
    int slots = slots(train.grid());
    int first = 0;
    int stride = 1;
    if (slot >= 0 && dayIsWholeSteps(train.grid())) {
      first = Math.floorMod(slot - (train.length() == 0 ? 0 : slot(train.grid(), 0)), slots);
      stride = slots;
    }
    int count = 0;
    for (int i = first; i < train.length(); i += stride) {
      if (train.isPresent(i, variable) && (slot < 0 || slot(train.grid(), i) == slot)) {
        values[count++] = train.value(i, variable);
      }
    }
    if (count == 0) {
      return Double.NaN;
    }
    Arrays.sort(values, 0, count);
    return (values[(count - 1) / 2] + values[count / 2]) / 2;
  }

  /** Usual value of a variable at a time of day; NaN if it never had one. */
  double median(int slot, int variable) {
    return medians[slot][variable];
  }

  /** What is left of a frame without its rhythm. */
  Frame residual(Frame frame) {
    int width = frame.variables().size();
    double[] values = new double[frame.length() * width];
    for (int i = 0; i < frame.length(); i++) {
      int slot = slot(frame.grid(), i);
      for (int v = 0; v < width; v++) {
        values[i * width + v] = frame.value(i, v) - medians[slot][v];
      }
    }
    return Frame.of(frame.entity(), frame.variables(), frame.grid(), values);
  }
}
