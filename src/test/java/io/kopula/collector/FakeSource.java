package io.kopula.collector;

import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Services with values from a time on until another; expressions are names of variables. */
final class FakeSource implements MetricSource {
  record Asked(String expression, Instant start, Instant end) {}

  private final Map<String, Instant[]> services = new TreeMap<>();
  private final Map<String, Double> values = new HashMap<>();
  private final Map<String, Throwable> failing = new HashMap<>();
  final List<Asked> asked = new ArrayList<>();
  @Nullable Throwable failure;
  List<String> warnings = List.of();
  volatile boolean closed;
  volatile Runnable onQuery = () -> {};

  synchronized List<Asked> asked(String expression) {
    return asked.stream().filter(each -> each.expression().equals(expression)).toList();
  }

  synchronized void service(String name, Instant from, Instant until) {
    services.put(name, new Instant[] {from, until});
  }

  /** What a service shows from now on, in all variables, at all times; 0.5 if not set. */
  synchronized void value(String service, double value) {
    values.put(service, value);
  }

  synchronized void fail(String expression, Throwable failure) {
    failing.put(expression, failure);
  }

  synchronized void repair() {
    failing.clear();
    failure = null;
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    onQuery.run();
    synchronized (this) {
      asked.add(new Asked(expression, start, end));
      raise(failure);
      raise(failing.get(expression));
      List<TimeSeries> series = new ArrayList<>();
      services.forEach(
          (name, life) -> {
            Instant from = start.isAfter(life[0]) ? start : life[0];
            Instant until = end.isBefore(life[1]) ? end : life[1];
            Grid grid = Grid.covering(from, until, step);
            if (grid.length() > 0) {
              long[] millis = new long[grid.length()];
              double[] numbers = new double[grid.length()];
              for (int i = 0; i < millis.length; i++) {
                millis[i] = grid.millis(i);
                numbers[i] = values.getOrDefault(name, 0.5);
              }
              series.add(TimeSeries.of(Map.of("service", name), millis, numbers));
            }
          });
      return new SeriesSet(series, warnings);
    }
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void close() {
    closed = true;
  }

  static SourceException down() {
    return new SourceException(FailureKind.UNAVAILABLE, "connection refused");
  }

  private static void raise(@Nullable Throwable failure) throws SourceException {
    if (failure instanceof SourceException e) {
      throw e;
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
  }
}
