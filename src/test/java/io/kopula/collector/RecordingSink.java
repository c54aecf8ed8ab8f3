package io.kopula.collector;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Keeps what it is given. */
final class RecordingSink implements MetricSink {
  private final Map<Metric, List<Row>> gauges = new HashMap<>();
  private final Map<String, Double> counters = new TreeMap<>();
  private final Map<Metric, Integer> observations = new HashMap<>();

  @Override
  public synchronized void setGauge(Metric gauge, String owner, List<Row> rows) {
    gauges.put(gauge, List.copyOf(rows));
  }

  @Override
  public synchronized void increment(Metric counter, Map<String, String> labels, double amount) {
    counters.merge(counter + " " + new TreeMap<>(labels), amount, Double::sum);
  }

  @Override
  public synchronized void observe(Metric histogram, Map<String, String> labels, double value) {
    observations.merge(histogram, 1, Integer::sum);
  }

  synchronized List<Row> rows(Metric gauge) {
    return gauges.getOrDefault(gauge, List.of());
  }

  /** By service, for gauges with one row each. */
  Map<String, Double> byService(Metric gauge) {
    Map<String, Double> values = new TreeMap<>();
    rows(gauge).forEach(row -> values.put(row.labels().getOrDefault("service", ""), row.value()));
    return values;
  }

  /** As {@code {group=shop, kind=timeout}}. */
  synchronized double count(Metric counter, String labels) {
    return counters.getOrDefault(counter + " " + labels, 0.0);
  }

  synchronized int observations(Metric histogram) {
    return observations.getOrDefault(histogram, 0);
  }
}
