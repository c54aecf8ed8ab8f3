package io.kopula.collector;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Keeps what it is given. */
final class RecordingSink implements MetricSink {
  private final Map<Metric, Map<String, List<Row>>> gauges = new HashMap<>();
  private final Map<String, Double> counters = new TreeMap<>();
  private final Map<Metric, Integer> observations = new HashMap<>();
  final List<String> forgotten = new CopyOnWriteArrayList<>();

  @Override
  public synchronized void setGauge(Metric gauge, String owner, List<Row> rows) {
    gauges.computeIfAbsent(gauge, absent -> new TreeMap<>()).put(owner, List.copyOf(rows));
  }

  @Override
  public synchronized void increment(Metric counter, Map<String, String> labels, double amount) {
    counters.merge(counter + " " + new TreeMap<>(labels), amount, Double::sum);
  }

  @Override
  public synchronized void observe(Metric histogram, Map<String, String> labels, double value) {
    observations.merge(histogram, 1, Integer::sum);
  }

  @Override
  public synchronized void forget(String group) {
    forgotten.add(group);
  }

  synchronized List<Row> rows(Metric gauge) {
    return gauges.getOrDefault(gauge, Map.of()).values().stream().flatMap(List::stream).toList();
  }

  /** Of one owner. */
  synchronized List<Row> rows(Metric gauge, String owner) {
    return gauges.getOrDefault(gauge, Map.of()).getOrDefault(owner, List.of());
  }

  /** Names of the gauges that have rows of an owner. */
  synchronized List<Metric> gaugesOf(String owner) {
    return gauges.keySet().stream().filter(gauge -> !rows(gauge, owner).isEmpty()).toList();
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
