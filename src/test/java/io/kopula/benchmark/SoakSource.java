package io.kopula.benchmark;

import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.testing.ShopLife;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The life of some services, the same whenever it is asked for: a daily rhythm, incidents of a few
 * minutes, a service that comes each day and goes after two, hours in which one variable or
 * everything fails.
 */
final class SoakSource implements MetricSource {
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final long TEN_MINUTES_MILLIS = Duration.ofMinutes(10).toMillis();

  private final int steady;

  /**
   * @param steady services that are always there; two more are young or old
   */
  SoakSource(int steady) {
    this.steady = steady;
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    long slot = Math.floorDiv(end.toEpochMilli(), TEN_MINUTES_MILLIS);
    if (slot % 40 == 0) {
      throw new SourceException(FailureKind.UNAVAILABLE, "nobody listens");
    }
    if (slot % 40 == 20 && expression.equals("cpu")) {
      throw new SourceException(FailureKind.TIMEOUT, "no answer");
    }
    List<TimeSeries> series = new ArrayList<>();
    for (int service = 0; service < steady; service++) {
      add(series, expression, service, "steady-" + service, Grid.covering(start, end, step));
    }
    long last = Math.floorDiv(end.toEpochMilli(), DAY_MILLIS);
    for (long day = Math.floorDiv(start.toEpochMilli(), DAY_MILLIS) - 1; day <= last; day++) {
      Instant born = Instant.ofEpochMilli(day * DAY_MILLIS);
      Instant dead = born.plus(Duration.ofDays(2));
      Instant from = start.isAfter(born) ? start : born;
      Instant until = end.isBefore(dead) ? end : dead;
      if (!from.isAfter(until)) {
        add(series, expression, day, "day-" + day, Grid.covering(from, until, step));
      }
    }
    return new SeriesSet(series, List.of());
  }

  private static void add(
      List<TimeSeries> series, String variable, long service, String name, Grid grid) {
    if (grid.length() == 0) {
      return;
    }
    long[] millis = new long[grid.length()];
    double[] values = new double[grid.length()];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = grid.millis(i);
      values[i] = value(ShopLife.VARIABLES.indexOf(variable), service, millis[i]);
    }
    series.add(TimeSeries.of(Map.of("service", name), millis, values));
  }

  /** The CPU no longer follows the traffic for ten minutes now and then. */
  private static double value(int variable, long service, long millis) {
    boolean incident = variable == 1 && (millis / TEN_MINUTES_MILLIS + 7 * service) % 300 == 0;
    return incident ? 0.5 : ShopLife.value(variable, service, millis);
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    return SeriesSet.EMPTY;
  }

  @Override
  public void close() {}
}
