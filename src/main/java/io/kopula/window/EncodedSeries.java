package io.kopula.window;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.util.Arrays;
import java.util.BitSet;

/**
 * One entity's steps as the model reads them: scaled values (0 where missing), their mask (1 where
 * present) and the calendar, side by side. Only the values are kept; the rest is made when a window
 * is copied, so that a long history of many entities stays small.
 */
public final class EncodedSeries {
  private final Entity entity;
  private final Grid grid;
  private final Calendar calendar;
  private final int length;
  private final int width;
  private final int inputs;
  private final float[] values; // [length, width], NaN where missing

  public EncodedSeries(Frame frame, Scaling scaling, Calendar calendar) {
    this(frame.entity(), frame.grid(), calendar, scaled(frame, scaling));
  }

  /**
   * @param values [length, width], NaN where missing
   */
  private EncodedSeries(Entity entity, Grid grid, Calendar calendar, float[] values) {
    this.entity = entity;
    this.grid = grid;
    this.calendar = calendar;
    this.length = grid.length();
    this.width = length == 0 ? 0 : values.length / length;
    this.inputs = inputWidth(width, calendar.width());
    this.values = values;
  }

  private static float[] scaled(Frame frame, Scaling scaling) {
    int width = frame.variables().size();
    float[] values = new float[Math.multiplyExact(frame.length(), width)];
    for (int i = 0; i < values.length; i++) {
      values[i] = scaled(frame.value(i / width, i % width), scaling, i % width);
    }
    return values;
  }

  private static float scaled(double value, Scaling scaling, int variable) {
    float scaled = (float) scaling.scaled(value, variable);
    return Float.isFinite(scaled) ? scaled : Float.NaN;
  }

  /**
   * The same entity some steps later, as a new one would be; but only values that this one has not
   * are scaled, which is what takes time.
   *
   * @param frame what this one was made of
   * @param next of the same variables and step
   * @param scaling that of this one
   */
  public EncodedSeries next(Frame frame, Frame next, Scaling scaling) {
    float[] moved = new float[Math.multiplyExact(next.length(), width)];
    int later = grid.indexOf(next.grid().startMillis());
    for (int step = 0; step < next.length(); step++) {
      int known = step + later;
      boolean overlaps = known >= 0 && known < length;
      for (int variable = 0; variable < width; variable++) {
        double value = next.value(step, variable);
        moved[step * width + variable] =
            overlaps && same(value, frame.value(known, variable))
                ? values[known * width + variable]
                : scaled(value, scaling, variable);
      }
    }
    return new EncodedSeries(entity, next.grid(), calendar, moved);
  }

  /** NaN is the same as NaN. */
  private static boolean same(double one, double other) {
    return one == other || (Double.isNaN(one) && Double.isNaN(other));
  }

  /** The same series with all values of some steps missing. */
  public EncodedSeries without(BitSet steps) {
    float[] kept = values.clone();
    steps.stream()
        .takeWhile(step -> step < length)
        .forEach(step -> Arrays.fill(kept, step * width, (step + 1) * width, Float.NaN));
    return new EncodedSeries(entity, grid, calendar, kept);
  }

  /**
   * Numbers of one step.
   *
   * @param width number of variables, D
   * @param features number of calendar features, C; without any there is one that is always zero
   */
  public static int inputWidth(int width, int features) {
    return 2 * width + Math.max(1, features);
  }

  public Entity entity() {
    return entity;
  }

  /** Number of steps. */
  public int length() {
    return length;
  }

  /** Scaled value, 0 where missing. */
  public float value(int step, int variable) {
    float value = values[step * width + variable];
    return Float.isNaN(value) ? 0 : value;
  }

  public boolean isPresent(int step, int variable) {
    return !Float.isNaN(values[step * width + variable]);
  }

  /** Whether any variable has a value at a step. */
  public boolean hasValue(int step) {
    for (int variable = 0; variable < width; variable++) {
      if (isPresent(step, variable)) {
        return true;
      }
    }
    return false;
  }

  /** Copies the rows of the steps {@code [from, from + count)} to an offset. */
  public void copy(int from, int count, float[] target, int offset) {
    for (int step = from; step < from + count; step++) {
      int at = offset + (step - from) * inputs;
      for (int variable = 0; variable < width; variable++) {
        float value = values[step * width + variable];
        boolean present = !Float.isNaN(value);
        target[at + variable] = present ? value : 0;
        target[at + width + variable] = present ? 1 : 0;
      }
      target[at + inputs - 1] = 0; // a calendar without features has one that is always zero
      calendar.encode(grid, step, 1, target, at + 2 * width);
    }
  }

  /**
   * Copies the window that ends with a step; steps before the series' first are missing ones.
   *
   * @param target zero from {@code offset} on, [window, inputs]
   */
  public void copyWindow(int last, int window, float[] target, int offset) {
    int from = Math.max(0, last + 1 - window);
    int count = last + 1 - from;
    copy(from, count, target, offset + (window - count) * inputs);
  }
}
