package io.kopula.export.micrometer;

import static java.util.Objects.requireNonNull;

import io.kopula.export.Adapter;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * Exports to a Micrometer registry, which is what {@code /metrics} serves:
 *
 * <pre>
 * kopula_anomaly_score{group="checkout",service="cart"} 0.42
 * </pre>
 */
@Adapter
@Singleton
public final class MicrometerSink implements MetricSink {
  private static final Logger LOG = Logger.getLogger(MicrometerSink.class);

  private final MeterRegistry registry;
  private final Map<Metric, GaugeTable> gauges = new EnumMap<>(Metric.class);
  private final Map<Series, Counter> counters = new ConcurrentHashMap<>();
  private final Map<Series, Timer> histograms = new ConcurrentHashMap<>();
  private final Set<Metric> reported = ConcurrentHashMap.newKeySet();
  private final Counter failures;

  /**
   * Takes the registry behind {@code /metrics} itself, not the composite in front of it: the naming
   * is that registry's, and each row costs one meter instead of two. Quarkus ships the one on
   * Prometheus's older client, which Micrometer marks as such.
   */
  @Inject
  @SuppressWarnings("deprecation")
  public MicrometerSink(io.micrometer.prometheus.PrometheusMeterRegistry registry) {
    this((MeterRegistry) registry);
  }

  MicrometerSink(MeterRegistry registry) {
    this.registry = registry;
    registry.config().namingConvention(new CatalogueNaming(registry.config().namingConvention()));
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.GAUGE) {
        gauges.put(metric, new GaugeTable(registry, metric, this::failed));
      }
    }
    failures = counter(new Series(Metric.EXPORT_FAILURES_TOTAL, Map.of()));
    registry.config().onMeterRegistrationFailed(this::refused);
  }

  @Override
  public void setGauge(Metric gauge, String owner, List<Row> rows) {
    try {
      requireNonNull(gauges.get(gauge), "not a gauge").replace(owner, rows);
    } catch (RuntimeException e) {
      failed(gauge, e);
    }
  }

  @Override
  public void increment(Metric counter, Map<String, String> labels, double amount) {
    if (!Double.isFinite(amount)) {
      return;
    }
    try {
      counters.computeIfAbsent(new Series(counter, labels), this::counter).increment(amount);
    } catch (RuntimeException e) {
      failed(counter, e);
    }
  }

  @Override
  public void observe(Metric histogram, Map<String, String> labels, double value) {
    if (!Double.isFinite(value)) {
      return;
    }
    try {
      histograms
          .computeIfAbsent(new Series(histogram, labels), this::histogram)
          .record(duration(value));
    } catch (RuntimeException e) {
      failed(histogram, e);
    }
  }

  @Override
  public void forget(String group) {
    forget(group, counters);
    forget(group, histograms);
  }

  private void forget(String group, Map<Series, ? extends Meter> meters) {
    meters
        .entrySet()
        .removeIf(
            meter -> {
              boolean theirs = group.equals(meter.getKey().labels().get("group"));
              if (theirs) {
                registry.remove(meter.getValue());
              }
              return theirs;
            });
  }

  private Counter counter(Series series) {
    return Counter.builder(series.metric().exportedName())
        .description(series.metric().help())
        .tags(series.tags())
        .register(registry);
  }

  /**
   * A timer, as a distribution summary counts 0.3 into the bucket of 1: it rounds values up to
   * whole numbers. All histograms of the catalogue are in seconds.
   */
  private Timer histogram(Series series) {
    return Timer.builder(series.metric().exportedName())
        .description(series.metric().help())
        .tags(series.tags())
        .serviceLevelObjectives(
            series.metric().buckets().stream()
                .map(MicrometerSink::duration)
                .toArray(Duration[]::new))
        .register(registry);
  }

  private static Duration duration(double seconds) {
    return Duration.ofNanos(Math.round(seconds * 1e9));
  }

  private void failed(Metric metric, RuntimeException failure) {
    failures.increment();
    Logger.Level level = reported.add(metric) ? Logger.Level.WARN : Logger.Level.DEBUG;
    LOG.logf(level, failure, "%s: not exported in part or whole", metric.exportedName());
  }

  /** The registry itself logs why. */
  private void refused(Meter.Id id, String reason) {
    if (CatalogueNaming.isOurs(id.getName())) {
      failures.increment();
    }
  }

  private record Series(Metric metric, Map<String, String> labels) {
    Series {
      labels = Map.copyOf(labels);
    }

    List<Tag> tags() {
      return labels.entrySet().stream()
          .map(label -> CatalogueNaming.tag(label.getKey(), label.getValue()))
          .toList();
    }
  }
}
