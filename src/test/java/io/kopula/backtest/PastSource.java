package io.kopula.backtest;

import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;

/** Services whose every variable is 0.5, but for some spans. Safe for use by several threads. */
final class PastSource implements MetricSource {
  private final Map<String, Instant> bornAt = new TreeMap<>();
  private final List<Span> spans = new ArrayList<>();
  private volatile Instant brokenFrom = Instant.MAX;

  /** NaN for no value. */
  private record Span(String service, Instant from, Instant to, double value) {}

  PastSource service(String name, Instant since) {
    bornAt.put(name, since);
    return this;
  }

  /** Both ends inclusive. */
  PastSource span(String service, Instant from, Instant to, double value) {
    spans.add(new Span(service, from, to, value));
    return this;
  }

  /** Ranges that reach to this time or beyond are not answered. */
  void breaksAt(Instant time) {
    brokenFrom = time;
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    if (!end.isBefore(brokenFrom)) {
      throw new SourceException(FailureKind.TIMEOUT, "no answer within 30s");
    }
    List<TimeSeries> series = new ArrayList<>();
    bornAt.forEach(
        (service, born) -> {
          long[] times =
              LongStream.iterate(
                      start.toEpochMilli(), t -> t <= end.toEpochMilli(), t -> t + step.toMillis())
                  .filter(t -> t >= born.toEpochMilli())
                  .filter(t -> !Double.isNaN(value(service, Instant.ofEpochMilli(t))))
                  .toArray();
          double[] values =
              LongStream.of(times)
                  .mapToDouble(t -> value(service, Instant.ofEpochMilli(t)))
                  .toArray();
          if (times.length > 0) {
            series.add(TimeSeries.of(Map.of("service", service), times, values));
          }
        });
    return new SeriesSet(series, List.of());
  }

  private double value(String service, Instant time) {
    return spans.stream()
        .filter(span -> span.service().equals(service))
        .filter(span -> !time.isBefore(span.from()) && !time.isAfter(span.to()))
        .mapToDouble(Span::value)
        .findFirst()
        .orElse(0.5);
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {}
}
