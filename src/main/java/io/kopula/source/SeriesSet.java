package io.kopula.source;

import java.util.List;

/**
 * The answer to a query.
 *
 * @param series its series, no two with the same labels
 * @param warnings what the source said about the answer, such as that parts of it are missing
 */
public record SeriesSet(List<TimeSeries> series, List<String> warnings) {
  public static final SeriesSet EMPTY = new SeriesSet(List.of(), List.of());

  public SeriesSet {
    series = List.copyOf(series);
    warnings = List.copyOf(warnings);
  }
}
