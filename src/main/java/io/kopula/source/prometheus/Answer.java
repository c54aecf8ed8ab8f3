package io.kopula.source.prometheus;

import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a server answered: series, warnings, or an error in its own words. The samples of all series
 * lie one after the other in two arrays that grow.
 */
final class Answer {
  private static final int FIRST_CAPACITY = 64;

  private final List<Map<String, String>> labels = new ArrayList<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private long[] millis = new long[FIRST_CAPACITY];
  private double[] values = new double[FIRST_CAPACITY];
  private int[] ends = new int[FIRST_CAPACITY]; // of each series in the samples
  private int begin; // of the series under way
  private int length;
  private boolean inOrder = true;
  private @Nullable NativeError error;

  /** Error envelope: {@code errorType} and {@code error}. */
  record NativeError(String type, String message) {}

  /**
   * Adds a sample to the series under way.
   *
   * @param ofSeries its labels, as far as they are known
   */
  void sample(Map<String, String> ofSeries, long time, double value)
      throws MalformedAnswerException {
    if (length > begin && time <= millis[length - 1]) {
      throw new MalformedAnswerException(
          "series "
              + ofSeries
              + ": expected samples in order of time, found "
              + time
              + " ms after "
              + millis[length - 1]
              + " ms");
    }
    if (length == millis.length) {
      millis = Arrays.copyOf(millis, 2 * length);
      values = Arrays.copyOf(values, 2 * length);
    }
    millis[length] = time;
    values[length] = value;
    length++;
  }

  /** Whether the series under way has no sample. */
  boolean isEmpty() {
    return length == begin;
  }

  /**
   * Ends the series under way.
   *
   * @param isAfter whether its labels are certainly others than those before, as they come after
   *     them in an order
   */
  void series(Map<String, String> ofSeries, boolean isAfter) {
    inOrder &= isAfter;
    if (labels.size() == ends.length) {
      ends = Arrays.copyOf(ends, 2 * ends.length);
    }
    ends[labels.size()] = length;
    labels.add(ofSeries);
    begin = length;
  }

  /**
   * @throws MalformedAnswerException if two series have the same labels
   */
  void requireDistinct() throws MalformedAnswerException {
    if (inOrder) {
      return;
    }
    Set<Map<String, String>> seen = new HashSet<>(2 * labels.size());
    for (Map<String, String> each : labels) {
      if (!seen.add(each)) {
        throw new MalformedAnswerException(
            "result: expected series with different labels, found twice " + each);
      }
    }
  }

  void warn(String warning) {
    warnings.add(warning);
  }

  void fail(NativeError nativeError) {
    error = nativeError;
  }

  @Nullable NativeError error() {
    return error;
  }

  void redactWarnings(Redactor redactor) {
    List<String> redacted = warnings.stream().map(redactor::redact).toList();
    warnings.clear();
    warnings.addAll(redacted);
  }

  /** Not to be changed afterwards: what it gives shares the samples. */
  SeriesSet toSeriesSet() {
    List<TimeSeries> series = new ArrayList<>(labels.size());
    for (int i = 0; i < labels.size(); i++) {
      int from = i == 0 ? 0 : ends[i - 1];
      series.add(TimeSeries.within(labels.get(i), millis, values, from, ends[i]));
    }
    return new SeriesSet(series, List.copyOf(warnings));
  }

  /**
   * The answers for adjoining parts of a range as one.
   *
   * @throws MalformedAnswerException if a part holds samples of another
   */
  static SeriesSet joined(List<Answer> parts) throws MalformedAnswerException {
    if (parts.size() == 1) {
      return parts.get(0).toSeriesSet();
    }
    Map<Map<String, String>, List<TimeSeries>> found = new LinkedHashMap<>();
    Answer whole = new Answer();
    for (Answer part : parts) {
      part.toSeriesSet()
          .series()
          .forEach(
              series ->
                  found.computeIfAbsent(series.labels(), absent -> new ArrayList<>()).add(series));
      whole.warnings.addAll(part.warnings);
    }
    for (Map.Entry<Map<String, String>, List<TimeSeries>> each : found.entrySet()) {
      for (TimeSeries part : each.getValue()) {
        for (int i = 0; i < part.length(); i++) {
          whole.sample(each.getKey(), part.millis(i), part.value(i));
        }
      }
      whole.series(each.getKey(), false);
    }
    return whole.toSeriesSet();
  }
}
