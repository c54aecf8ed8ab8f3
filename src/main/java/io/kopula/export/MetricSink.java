package io.kopula.export;

import java.util.List;
import java.util.Map;

/** Where the collector's instruments go. Safe for use by several threads; never throws. */
public interface MetricSink {
  /**
   * Replaces all rows that an owner has in a gauge. Rows that are no longer among them disappear
   * from the next scrape.
   *
   * @param owner the group's name, or an empty text for the process
   * @param rows labels complete: those of the metric's scope and its own
   */
  void setGauge(Metric gauge, String owner, List<Row> rows);

  /**
   * @param labels complete: those of the metric's scope and its own
   */
  void increment(Metric counter, Map<String, String> labels, double amount);

  /**
   * @param labels complete: those of the metric's scope and its own
   * @param value in the metric's unit
   */
  void observe(Metric histogram, Map<String, String> labels, double value);

  /**
   * Forgets the counters and histograms of a group that is no more. An adapter that cannot keeps
   * them.
   */
  default void forget(String group) {}

  /** One value of a gauge. */
  record Row(Map<String, String> labels, double value) {
    public Row {
      labels = Map.copyOf(labels);
    }
  }
}
