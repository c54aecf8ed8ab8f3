package io.kopula.series;

import java.util.Arrays;
import java.util.List;

/**
 * The values of one entity's variables on a grid. A missing value is NaN; no other non-finite value
 * occurs.
 */
public final class Frame {
  private final Entity entity;
  private final List<String> variables;
  private final Grid grid;
  private final double[] values;

  private Frame(Entity entity, List<String> variables, Grid grid, double[] values) {
    this.entity = entity;
    this.variables = variables;
    this.grid = grid;
    this.values = values;
  }

  /**
   * @param values [steps, variables], row by row; infinite values become missing ones
   * @throws IllegalArgumentException if the number of values is not steps times variables
   */
  public static Frame of(Entity entity, List<String> variables, Grid grid, double[] values) {
    int expected = Math.multiplyExact(grid.length(), variables.size());
    if (values.length != expected) {
      throw new IllegalArgumentException(
          "values: expected "
              + grid.length()
              + " steps x "
              + variables.size()
              + " variables = "
              + expected
              + ", found "
              + values.length);
    }
    double[] copy = values.clone();
    for (int i = 0; i < copy.length; i++) {
      if (Double.isInfinite(copy[i])) {
        copy[i] = Double.NaN;
      }
    }
    return new Frame(entity, List.copyOf(variables), grid, copy);
  }

  public Entity entity() {
    return entity;
  }

  public List<String> variables() {
    return variables;
  }

  public Grid grid() {
    return grid;
  }

  /** Number of steps. */
  public int length() {
    return grid.length();
  }

  /** Value of a variable at a step, NaN where missing. */
  public double value(int step, int variable) {
    return values[step * variables.size() + variable];
  }

  public boolean isPresent(int step, int variable) {
    return !Double.isNaN(value(step, variable));
  }

  /**
   * How many steps from one on have the values of another frame's from one of its own on; what is
   * missing is the same.
   *
   * @param other with as many variables
   */
  public int stepsAlike(int step, Frame other, int otherStep) {
    int width = variables.size();
    int most = Math.min(length() - step, other.length() - otherStep);
    int from = step * width;
    int otherFrom = otherStep * width;
    int differs =
        Arrays.mismatch(
            values, from, from + most * width, other.values, otherFrom, otherFrom + most * width);
    return differs < 0 ? most : differs / width;
  }

  /** Steps {@code [from, to)}. */
  public Frame slice(int from, int to) {
    if (from == 0 && to == length()) {
      return this;
    }
    int width = variables.size();
    return new Frame(
        entity,
        variables,
        grid.slice(from, to),
        Arrays.copyOfRange(values, from * width, to * width));
  }

  /** The last {@code length} steps. */
  public Frame last(int length) {
    return slice(length() - length, length());
  }

  /** The same values on a grid, cut or filled up with missing steps; steps must be equal. */
  public Frame on(Grid target) {
    int width = variables.size();
    double[] moved = new double[target.length() * width];
    Arrays.fill(moved, Double.NaN);
    int offset = grid.indexOf(target.startMillis());
    int from = Math.max(0, -offset);
    int to = Math.min(target.length(), length() - offset);
    if (from < to) {
      System.arraycopy(values, (from + offset) * width, moved, from * width, (to - from) * width);
    }
    return new Frame(entity, variables, target, moved);
  }

  /** Present values as a share of all, 0..1; 0 for an empty frame. */
  public double coverage() {
    return coverage(0, values.length);
  }

  /** As above, of one step. */
  public double coverage(int step) {
    return coverage(step * variables.size(), (step + 1) * variables.size());
  }

  private double coverage(int from, int to) {
    int present = 0;
    for (int i = from; i < to; i++) {
      present += Double.isNaN(values[i]) ? 0 : 1;
    }
    return from == to ? 0 : (double) present / (to - from);
  }

  @Override
  public String toString() {
    return "Frame[" + entity + ", " + grid + ", " + variables + "]";
  }
}
