package io.kopula.window;

import io.kopula.series.Entity;
import io.kopula.series.Frame;

/**
 * One entity's steps as the model reads them: scaled values (0 where missing), their mask (1 where
 * present) and the calendar, side by side.
 */
public final class EncodedSeries {
  private final Entity entity;
  private final int length;
  private final int width;
  private final int inputs;
  private final float[] rows; // [length, inputs]

  public EncodedSeries(Frame frame, Scaling scaling, Calendar calendar) {
    entity = frame.entity();
    length = frame.length();
    width = frame.variables().size();
    inputs = inputWidth(width, calendar.width());
    rows = new float[Math.multiplyExact(length, inputs)];
    for (int step = 0; step < length; step++) {
      int at = step * inputs;
      for (int variable = 0; variable < width; variable++) {
        double value = frame.value(step, variable);
        if (!Double.isNaN(value)) {
          rows[at + variable] = (float) scaling.scaled(value, variable);
          rows[at + width + variable] = 1;
        }
      }
      calendar.encode(frame.grid(), step, 1, rows, at + 2 * width);
    }
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
    return rows[step * inputs + variable];
  }

  public boolean isPresent(int step, int variable) {
    return rows[step * inputs + width + variable] > 0;
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
    System.arraycopy(rows, from * inputs, target, offset, count * inputs);
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
