package io.kopula.benchmark;

import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The services of a {@link ShopFleet} without a server; an expression is a variable's number. */
record ShopFleetSource(int services) implements MetricSource {
  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step) {
    int variable = Integer.parseInt(expression);
    Grid grid = Grid.covering(start, end, step);
    List<TimeSeries> series = new ArrayList<>();
    for (int service = 0; service < services; service++) {
      long[] millis = new long[grid.length()];
      double[] values = new double[grid.length()];
      for (int i = 0; i < millis.length; i++) {
        millis[i] = grid.millis(i);
        values[i] = ShopFleet.value(variable, service, millis[i]);
      }
      series.add(TimeSeries.of(Map.of(ShopFleet.LABEL, ShopFleet.name(service)), millis, values));
    }
    return new SeriesSet(series, List.of());
  }

  @Override
  public SeriesSet query(String expression, Instant time) {
    throw new UnsupportedOperationException("cycles and fits ask for ranges only");
  }

  @Override
  public void close() {}
}
