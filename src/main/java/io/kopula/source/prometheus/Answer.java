package io.kopula.source.prometheus;

import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a server answered: series under way, warnings, or an error in its own words. */
final class Answer {
  private final Map<Map<String, String>, SeriesBuilder> series = new LinkedHashMap<>();
  private final Set<String> warnings = new LinkedHashSet<>();
  private @Nullable NativeError error;

  /** Error envelope: {@code errorType} and {@code error}. */
  record NativeError(String type, String message) {}

  void add(SeriesBuilder one) throws MalformedAnswerException {
    if (series.putIfAbsent(one.labels(), one) != null) {
      throw new MalformedAnswerException(
          "result: expected series with different labels, found twice " + one.labels());
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

  /** Adds the answer for a later part of the range. */
  void append(Answer later) throws MalformedAnswerException {
    for (SeriesBuilder part : later.series.values()) {
      SeriesBuilder known = series.putIfAbsent(part.labels(), part);
      if (known != null) {
        known.append(part);
      }
    }
    warnings.addAll(later.warnings);
  }

  void redactWarnings(Redactor redactor) {
    List<String> redacted = warnings.stream().map(redactor::redact).toList();
    warnings.clear();
    warnings.addAll(redacted);
  }

  SeriesSet toSeriesSet() {
    List<TimeSeries> built = new ArrayList<>(series.size());
    series.values().forEach(one -> built.add(one.build()));
    return new SeriesSet(built, List.copyOf(warnings));
  }
}
