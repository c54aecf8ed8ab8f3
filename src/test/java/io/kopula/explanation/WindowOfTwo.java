package io.kopula.explanation;

import io.kopula.scoring.Details;
import java.util.Arrays;
import java.util.function.IntToDoubleFunction;

/** Details of windows with two variables, step by step. */
final class WindowOfTwo {
  static final int STEPS = 24;

  private final float[] deviations = new float[STEPS * 2];
  private final float[] values = new float[STEPS * 2];
  private float correlation;

  WindowOfTwo() {
    set(0, step -> Math.sin(1.7 * step));
    set(1, step -> Math.cos(2.3 * step));
  }

  WindowOfTwo correlated(double usual) {
    correlation = (float) usual;
    return this;
  }

  /** Both the deviation and the scaled value. */
  WindowOfTwo set(int variable, IntToDoubleFunction at) {
    deviation(variable, at);
    return value(variable, at);
  }

  WindowOfTwo deviation(int variable, IntToDoubleFunction at) {
    for (int step = 0; step < STEPS; step++) {
      deviations[step * 2 + variable] = (float) at.applyAsDouble(step);
    }
    return this;
  }

  WindowOfTwo value(int variable, IntToDoubleFunction at) {
    for (int step = 0; step < STEPS; step++) {
      values[step * 2 + variable] = (float) at.applyAsDouble(step);
    }
    return this;
  }

  Details details() {
    float[] numbers = Arrays.copyOf(deviations, deviations.length + 4);
    float[] correlations = {1, correlation, correlation, 1};
    System.arraycopy(correlations, 0, numbers, deviations.length, correlations.length);
    return new Details(STEPS, 2, numbers, values);
  }
}
