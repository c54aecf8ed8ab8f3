package io.kopula.source;

import java.util.Arrays;
import java.util.Map;

/** One series of an answer: labels and samples in order of time. */
public final class TimeSeries {
  private final Map<String, String> labels;
  private final long[] millis;
  private final double[] values;

  private TimeSeries(Map<String, String> labels, long[] millis, double[] values) {
    this.labels = labels;
    this.millis = millis;
    this.values = values;
  }

  /**
   * @param millis sample times, milliseconds since the epoch, ascending
   * @param values as many sample values; NaN and infinities as the source sent them
   */
  public static TimeSeries of(Map<String, String> labels, long[] millis, double[] values) {
    if (millis.length != values.length) {
      throw new IllegalArgumentException(
          "values: expected " + millis.length + ", found " + values.length);
    }
    return of(labels, millis, values, millis.length);
  }

  /** As above, of the first {@code length} samples. */
  public static TimeSeries of(
      Map<String, String> labels, long[] millis, double[] values, int length) {
    return new TimeSeries(
        Map.copyOf(labels), Arrays.copyOf(millis, length), Arrays.copyOf(values, length));
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** Number of samples. */
  public int length() {
    return millis.length;
  }

  public long millis(int index) {
    return millis[index];
  }

  public double value(int index) {
    return values[index];
  }

  @Override
  public String toString() {
    return labels + " " + millis.length + " samples";
  }
}
