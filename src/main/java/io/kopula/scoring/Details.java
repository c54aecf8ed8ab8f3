package io.kopula.scoring;

import java.util.Arrays;

/** What a model says of one window beyond its score, for explanations. */
public final class Details {
  private final int window;
  private final int width;
  private final float[] numbers; // see EvidenceModel
  private final float[] values; // [window, width], NaN where missing

  /**
   * @param numbers deviations [window, width], then correlations [width, width], see {@link
   *     EvidenceModel#details(float[], int)}
   * @param values scaled by each variable's mean and standard deviation, [window, width], NaN where
   *     missing
   * @throws IllegalArgumentException if they are not so many
   */
  public Details(int window, int width, float[] numbers, float[] values) {
    if (numbers.length != EvidenceModel.details(window, width) || values.length != window * width) {
      throw new IllegalArgumentException(
          "details: expected those of "
              + window
              + " steps of "
              + width
              + " variables, found "
              + numbers.length
              + " numbers and "
              + values.length
              + " values");
    }
    this.window = window;
    this.width = width;
    this.numbers = numbers.clone();
    this.values = values.clone();
  }

  /** One of several windows. */
  static Details of(int window, int width, float[] numbers, int index, float[] values) {
    int each = EvidenceModel.details(window, width);
    return new Details(
        window, width, Arrays.copyOfRange(numbers, index * each, (index + 1) * each), values);
  }

  /** Steps of the window. */
  public int window() {
    return window;
  }

  /** Number of variables. */
  public int width() {
    return width;
  }

  /** A variable's value in units of its standard deviation around its mean, NaN where missing. */
  public double scaled(int step, int variable) {
    return values[step * width + variable];
  }

  public boolean isPresent(int step, int variable) {
    return !Float.isNaN(values[step * width + variable]);
  }

  /**
   * How far a variable is from its rhythm at a step, in units of its usual deviation; 0 where
   * missing.
   */
  public double deviation(int step, int variable) {
    return numbers[step * width + variable];
  }

  /** The usual correlation of two variables' deviations at a step, -1 to 1. */
  public double correlation(int one, int other) {
    return numbers[(window + one) * width + other];
  }
}
