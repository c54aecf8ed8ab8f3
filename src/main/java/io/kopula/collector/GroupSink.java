package io.kopula.collector;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import java.util.List;
import java.util.Map;

/**
 * One group's way to the metrics, until it is closed: then its gauges are gone, and what a cycle or
 * a fit that outlives it still says is dropped, since another group may have its name by then.
 */
final class GroupSink implements MetricSink {
  private final String group;
  private final MetricSink sink;
  private boolean closed;

  GroupSink(String group, MetricSink sink) {
    this.group = group;
    this.sink = sink;
  }

  @Override
  public synchronized void setGauge(Metric gauge, String owner, List<Row> rows) {
    if (!closed) {
      sink.setGauge(gauge, owner, rows);
    }
  }

  @Override
  public synchronized void increment(Metric counter, Map<String, String> labels, double amount) {
    if (!closed) {
      sink.increment(counter, labels, amount);
    }
  }

  @Override
  public synchronized void observe(Metric histogram, Map<String, String> labels, double value) {
    if (!closed) {
      sink.observe(histogram, labels, value);
    }
  }

  /**
   * @param forever whether no group of this name follows: then its counters go, too, which
   *     otherwise go on counting
   */
  synchronized void close(boolean forever) {
    if (closed) {
      return;
    }
    closed = true;
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.GAUGE) {
        sink.setGauge(metric, group, List.of());
      }
    }
    if (forever) {
      sink.forget(group);
    }
  }
}
