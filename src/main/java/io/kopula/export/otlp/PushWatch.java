package io.kopula.export.otlp;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import io.opentelemetry.sdk.metrics.export.PeriodicMetricReader;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import io.quarkus.opentelemetry.runtime.config.runtime.OTelRuntimeConfig;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/**
 * Has pushes that fail counted and told of. Quarkus gives each periodic reader way to its own, with
 * the bare exporter; this gives it way to one with the same exporter watched.
 */
@Singleton
public final class PushWatch implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
  /** The exporter gives up after four times 10 s. */
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final OTelRuntimeConfig config;
  private final Instance<MetricExporter> exporter;
  private final ScheduledExecutorService executor;
  private final Instance<MetricSink> sink;

  /**
   * @param sink looked up at a failure: it needs what is being customized here
   */
  @Inject
  PushWatch(
      OTelRuntimeConfig config,
      Instance<MetricExporter> exporter,
      ScheduledExecutorService executor,
      Instance<MetricSink> sink) {
    this.config = config;
    this.exporter = exporter;
    this.executor = executor;
    this.sink = sink;
  }

  @Override
  public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
    builder.addMetricReaderCustomizer((reader, properties) -> watched());
  }

  private MetricReader watched() {
    return new ReaderOfItsOwn(
        PeriodicMetricReader.builder(new WatchedExporter(exporter.get(), LONGEST, this::count))
            .setInterval(config.metric().exportInterval())
            .setExecutor(executor)
            .build());
  }

  private void count() {
    sink.get().increment(Metric.EXPORT_FAILURES_TOTAL, Map.of(), 1);
  }
}
