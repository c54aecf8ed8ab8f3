package io.kopula.benchmark;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import java.util.List;
import java.util.Map;

/** Takes the time of cycles and counts, and lets all pass on. */
final class CycleSink implements MetricSink {
  private final MetricSink next;
  private Timings cycles = new Timings();
  private double skipped;
  private double fits;

  CycleSink(MetricSink next) {
    this.next = next;
  }

  /**
   * What has been counted.
   *
   * @param skipped steps whose time a longer cycle took
   * @param fits that gave a model which is in use
   */
  record Count(Timings cycles, double skipped, double fits) {}

  /** Begins to count anew. */
  synchronized Count take() {
    Count count = new Count(cycles, skipped, fits);
    cycles = new Timings();
    skipped = 0;
    fits = 0;
    return count;
  }

  synchronized int cycles() {
    return cycles.count();
  }

  @Override
  public void setGauge(Metric gauge, String owner, List<Row> rows) {
    next.setGauge(gauge, owner, rows);
  }

  @Override
  public void increment(Metric counter, Map<String, String> labels, double amount) {
    next.increment(counter, labels, amount);
    synchronized (this) {
      skipped += counter == Metric.CYCLE_OVERRUNS_TOTAL ? amount : 0;
      fits += counter == Metric.MODEL_FITS_TOTAL ? amount : 0;
    }
  }

  @Override
  public void observe(Metric histogram, Map<String, String> labels, double value) {
    next.observe(histogram, labels, value);
    if (histogram == Metric.CYCLE_DURATION_SECONDS) {
      synchronized (this) {
        cycles.add(value);
      }
    }
  }

  @Override
  public void forget(String group) {
    next.forget(group);
  }
}
