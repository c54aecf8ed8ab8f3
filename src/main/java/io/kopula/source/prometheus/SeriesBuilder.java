package io.kopula.source.prometheus;

import io.kopula.source.TimeSeries;
import java.util.Arrays;
import java.util.Map;

/** One series under way: primitive arrays that grow. */
final class SeriesBuilder {
  /** A cycle reads three steps. */
  private static final int FIRST_CAPACITY = 4;

  private Map<String, String> labels = Map.of();
  private long[] millis = new long[FIRST_CAPACITY];
  private double[] values = new double[FIRST_CAPACITY];
  private int length;

  Map<String, String> labels() {
    return labels;
  }

  void labels(Map<String, String> newLabels) {
    labels = Map.copyOf(newLabels);
  }

  boolean isEmpty() {
    return length == 0;
  }

  void add(long time, double value) throws MalformedAnswerException {
    requireAfterLast(time);
    reserve(1);
    millis[length] = time;
    values[length] = value;
    length++;
  }

  /** Adds the samples of a later part of the same series. */
  void append(SeriesBuilder later) throws MalformedAnswerException {
    if (later.length == 0) {
      return;
    }
    requireAfterLast(later.millis[0]);
    reserve(later.length);
    System.arraycopy(later.millis, 0, millis, length, later.length);
    System.arraycopy(later.values, 0, values, length, later.length);
    length += later.length;
  }

  TimeSeries build() {
    return TimeSeries.of(labels, millis, values, length);
  }

  private void requireAfterLast(long time) throws MalformedAnswerException {
    if (length > 0 && time <= millis[length - 1]) {
      throw new MalformedAnswerException(
          "series "
              + labels
              + ": expected samples in order of time, found "
              + time
              + " ms after "
              + millis[length - 1]
              + " ms");
    }
  }

  private void reserve(int more) {
    if (length + more > millis.length) {
      int capacity = Math.max(length + more, millis.length + (millis.length >> 1));
      millis = Arrays.copyOf(millis, capacity);
      values = Arrays.copyOf(values, capacity);
    }
  }
}
