package io.kopula.source;

import java.util.Map;

/** One series of an answer: labels and samples in order of time. */
public final class TimeSeries {
  private final Map<String, String> labels;
  private final long[] millis;
  private final double[] values;
  private final int from;
  private final int length;

  private TimeSeries(
      Map<String, String> labels, long[] millis, double[] values, int from, int length) {
    this.labels = labels;
    this.millis = millis;
    this.values = values;
    this.from = from;
    this.length = length;
  }

  /**
   * @param millis sample times, milliseconds since the epoch, ascending
   * @param values as many sample values; NaN and infinities as the source sent them
   */
  public static TimeSeries of(Map<String, String> labels, long[] millis, double[] values) {
    return new TimeSeries(
        Map.copyOf(labels), millis.clone(), values.clone(), 0, checked(millis, values));
  }

  /**
   * Of the samples {@code [from, to)} of arrays that hold those of other series, too.
   *
   * @param labels not to be changed any more, like the arrays
   */
  public static TimeSeries within(
      Map<String, String> labels, long[] millis, double[] values, int from, int to) {
    return new TimeSeries(labels, millis, values, from, to - from);
  }

  private static int checked(long[] millis, double[] values) {
    if (millis.length != values.length) {
      throw new IllegalArgumentException(
          "values: expected " + millis.length + ", found " + values.length);
    }
    return millis.length;
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** Number of samples. */
  public int length() {
    return length;
  }

  public long millis(int index) {
    return millis[from + index];
  }

  public double value(int index) {
    return values[from + index];
  }

  @Override
  public String toString() {
    return labels + " " + length + " samples";
  }
}
