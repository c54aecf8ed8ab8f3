package io.kopula.export.otlp;

import static java.util.Objects.requireNonNull;

import io.kopula.export.Adapter;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.common.AttributesBuilder;
import io.opentelemetry.api.metrics.DoubleCounter;
import io.opentelemetry.api.metrics.DoubleHistogram;
import io.opentelemetry.api.metrics.Meter;
import io.opentelemetry.api.metrics.ObservableDoubleMeasurement;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Exports the catalogue's instruments through the OpenTelemetry SDK, which pushes them by OTLP
 * under the same names and labels as {@code /metrics} has. Gauges are asynchronous: a push reads
 * the rows that are current then, so rows that vanished are not pushed again. While OTLP is off
 * nothing is kept or built.
 */
@Adapter
@Singleton
public final class OtlpSink implements MetricSink {
  /** Name of the instrumentation scope. */
  static final String SCOPE = "io.kopula";

  private static final Logger LOG = Logger.getLogger(OtlpSink.class);

  private final boolean enabled;
  private final Map<Metric, Map<String, List<Row>>> gauges = new EnumMap<>(Metric.class);
  private final Map<Metric, DoubleCounter> counters = new EnumMap<>(Metric.class);
  private final Map<Metric, DoubleHistogram> histograms = new EnumMap<>(Metric.class);
  private final Set<Metric> reported = ConcurrentHashMap.newKeySet();

  @Inject
  OtlpSink(
      Instance<OpenTelemetry> openTelemetry,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled", defaultValue = "false")
          boolean disabled) {
    enabled = !disabled;
    if (enabled) {
      build(openTelemetry.get().getMeter(SCOPE));
    }
  }

  /** A sink that is on. */
  OtlpSink(Meter meter) {
    enabled = true;
    build(meter);
  }

  private void build(Meter meter) {
    for (Metric metric : Metric.values()) {
      switch (metric.kind()) {
        case GAUGE -> buildGauge(meter, metric);
        case COUNTER -> counters.put(metric, buildCounter(meter, metric));
        case HISTOGRAM -> histograms.put(metric, buildHistogram(meter, metric));
      }
    }
  }

  private void buildGauge(Meter meter, Metric metric) {
    Map<String, List<Row>> rows = new ConcurrentHashMap<>();
    gauges.put(metric, rows);
    meter
        .gaugeBuilder(metric.exportedName())
        .setDescription(metric.help())
        .setUnit(unit(metric))
        .buildWithCallback(measurement -> rows.values().forEach(all -> record(measurement, all)));
  }

  private static DoubleCounter buildCounter(Meter meter, Metric metric) {
    return meter
        .counterBuilder(metric.exportedName())
        .ofDoubles()
        .setDescription(metric.help())
        .setUnit(unit(metric))
        .build();
  }

  private static DoubleHistogram buildHistogram(Meter meter, Metric metric) {
    return meter
        .histogramBuilder(metric.exportedName())
        .setExplicitBucketBoundariesAdvice(metric.buckets())
        .setDescription(metric.help())
        .setUnit(unit(metric))
        .build();
  }

  @Override
  public void setGauge(Metric gauge, String owner, List<Row> rows) {
    if (!enabled) {
      return;
    }
    try {
      Map<String, List<Row>> owners = requireNonNull(gauges.get(gauge), "not a gauge");
      if (rows.isEmpty()) {
        owners.remove(owner);
      } else {
        owners.put(owner, List.copyOf(rows));
      }
    } catch (RuntimeException e) {
      failed(gauge, e);
    }
  }

  @Override
  public void increment(Metric counter, Map<String, String> labels, double amount) {
    if (!enabled || !Double.isFinite(amount)) {
      return;
    }
    try {
      requireNonNull(counters.get(counter), "not a counter").add(amount, attributes(labels));
    } catch (RuntimeException e) {
      failed(counter, e);
    }
  }

  @Override
  public void observe(Metric histogram, Map<String, String> labels, double value) {
    if (!enabled || !Double.isFinite(value)) {
      return;
    }
    try {
      requireNonNull(histograms.get(histogram), "not a histogram")
          .record(value, attributes(labels));
    } catch (RuntimeException e) {
      failed(histogram, e);
    }
  }

  private static void record(ObservableDoubleMeasurement measurement, List<Row> rows) {
    for (Row row : rows) {
      if (!Double.isNaN(row.value())) {
        measurement.record(row.value(), attributes(row.labels()));
      }
    }
  }

  private static Attributes attributes(Map<String, String> labels) {
    AttributesBuilder attributes = Attributes.builder();
    labels.forEach(attributes::put);
    return attributes.build();
  }

  /** As OpenTelemetry writes units: UCUM. */
  private static String unit(Metric metric) {
    return switch (metric.unit()) {
      case "seconds" -> "s";
      case "ratio" -> "1";
      default -> "";
    };
  }

  private void failed(Metric metric, RuntimeException failure) {
    Logger.Level level = reported.add(metric) ? Logger.Level.WARN : Logger.Level.DEBUG;
    LOG.logf(level, failure, "%s: not exported by OTLP", metric.exportedName());
  }
}
