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
  private final boolean[] gaps; // [length], whether any value of a step is missing

  public EncodedSeries(Frame frame, Scaling scaling, Calendar calendar) {
    this(frame.entity(), frame.grid(), frame.variables().size(), calendar);
    for (int step = 0; step < length; step++) {
      scale(frame, step, scaling);
    }
  }

  private EncodedSeries(Entity entity, Grid grid, int width, Calendar calendar) {
    this.entity = entity;
    this.grid = grid;
    this.calendar = calendar;
    this.length = grid.length();
    this.width = width;
    this.inputs = inputWidth(width, calendar.width());
    values = new float[Math.multiplyExact(length, width)];
    gaps = new boolean[length];
  }

  private void scale(Frame frame, int step, Scaling scaling) {
    for (int variable = 0; variable < width; variable++) {
      float scaled = (float) scaling.scaled(frame.value(step, variable), variable);
      boolean present = Float.isFinite(scaled);
      values[step * width + variable] = present ? scaled : Float.NaN;
      gaps[step] |= !present;
    }
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
    EncodedSeries moved = new EncodedSeries(entity, next.grid(), width, calendar);
    int later = grid.indexOf(next.grid().startMillis());
    for (int step = 0; step < moved.length; step++) {
      int known = step + later;
      if (known >= 0 && known < length) {
        int alike = next.stepsAlike(step, frame, known);
        System.arraycopy(values, known * width, moved.values, step * width, alike * width);
        System.arraycopy(gaps, known, moved.gaps, step, alike);
        step += alike;
      }
      if (step < moved.length) {
        moved.scale(next, step, scaling);
      }
    }
    return moved;
  }

  /** The same series with all values of some steps missing. */
  public EncodedSeries without(BitSet steps) {
    EncodedSeries kept = new EncodedSeries(entity, grid, width, calendar);
    System.arraycopy(values, 0, kept.values, 0, values.length);
    System.arraycopy(gaps, 0, kept.gaps, 0, length);
    steps.stream()
        .takeWhile(step -> step < length)
        .forEach(
            step -> {
              Arrays.fill(kept.values, step * width, (step + 1) * width, Float.NaN);
              kept.gaps[step] = true;
            });
    return kept;
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

  /** Whether no value of any step is missing. */
  public boolean isWhole() {
    for (boolean gap : gaps) {
      if (gap) {
        return false;
      }
    }
    return true;
  }

  /** Copies the rows of the steps {@code [from, from + count)} to an offset. */
  public void copy(int from, int count, float[] target, int offset) {
    float[] present = new float[width];
    Arrays.fill(present, 1);
    for (int step = from; step < from + count; step++) {
      int at = offset + (step - from) * inputs;
      if (gaps[step]) {
        copyWithGaps(step, target, at);
      } else {
        System.arraycopy(values, step * width, target, at, width);
        System.arraycopy(present, 0, target, at + width, width);
      }
      target[at + inputs - 1] = 0; // a calendar without features has one that is always zero
    }
    calendar.encode(grid, from, count, target, offset + 2 * width, inputs);
  }

  private void copyWithGaps(int step, float[] target, int at) {
    for (int variable = 0; variable < width; variable++) {
      target[at + variable] = value(step, variable);
      target[at + width + variable] = isPresent(step, variable) ? 1 : 0;
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
