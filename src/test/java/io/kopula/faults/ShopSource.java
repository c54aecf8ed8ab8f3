package io.kopula.faults;

import io.kopula.series.Grid;
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

/** Services of a shop, with a fault put into each answer. */
final class ShopSource implements MetricSource {
  static final Fault NONE = (variable, series) -> series;

  final List<String> services = new ArrayList<>(List.of("cart", "search", "payment"));

  /** Nothing before it. */
  Instant begin = Instant.MIN;

  Fault fault = NONE;

  /** What becomes of an answer. */
  @FunctionalInterface
  interface Fault {
    /**
     * @param variable that the series are of
     */
    List<TimeSeries> apply(String variable, List<TimeSeries> series) throws SourceException;
  }

  /** What becomes of a sample. */
  @FunctionalInterface
  interface SampleFault {
    double apply(String service, long millis, double value);
  }

  /** Changes the samples of one variable. */
  static Fault samples(String variable, SampleFault change) {
    return (asked, series) ->
        asked.equals(variable)
            ? series.stream().map(each -> changed(each, change)).toList()
            : series;
  }

  /** Leaves samples out after a time. */
  static List<TimeSeries> until(List<TimeSeries> series, Instant last) {
    List<TimeSeries> cut = new ArrayList<>();
    for (TimeSeries each : series) {
      int length = 0;
      while (length < each.length() && each.millis(length) <= last.toEpochMilli()) {
        length++;
      }
      long[] millis = new long[length];
      double[] values = new double[length];
      for (int i = 0; i < length; i++) {
        millis[i] = each.millis(i);
        values[i] = each.value(i);
      }
      cut.add(TimeSeries.of(each.labels(), millis, values));
    }
    return cut;
  }

  private static TimeSeries changed(TimeSeries series, SampleFault change) {
    long[] millis = new long[series.length()];
    double[] values = new double[series.length()];
    for (int i = 0; i < millis.length; i++) {
      millis[i] = series.millis(i);
      values[i] =
          change.apply(
              series.labels().getOrDefault("service", ""), series.millis(i), series.value(i));
    }
    return TimeSeries.of(series.labels(), millis, values);
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    List<TimeSeries> series = new ArrayList<>();
    Instant from = start.isAfter(begin) ? start : begin;
    Grid grid = from.isAfter(end) ? new Grid(0, 1, 0) : Grid.covering(from, end, step);
    for (int service = 0; service < services.size() && grid.length() > 0; service++) {
      long[] millis = new long[grid.length()];
      double[] values = new double[grid.length()];
      for (int i = 0; i < millis.length; i++) {
        millis[i] = grid.millis(i);
        values[i] = ShopLife.value(ShopLife.VARIABLES.indexOf(expression), service, millis[i]);
      }
      series.add(TimeSeries.of(Map.of("service", services.get(service)), millis, values));
    }
    return new SeriesSet(fault.apply(expression, series), List.of());
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    return SeriesSet.EMPTY;
  }

  @Override
  public void close() {}
}
