package io.kopula.export.otlp;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdkBuilder;
import io.quarkus.opentelemetry.runtime.AutoConfiguredOpenTelemetrySdkBuilderCustomizer;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Map;

/** Has pushes that fail counted and told of. Comes before Quarkus's own customizer of readers. */
@Singleton
@Priority(1000)
public final class PushWatch implements AutoConfiguredOpenTelemetrySdkBuilderCustomizer {
  private final Instance<MetricSink> sink;

  /**
   * @param sink looked up at the first failure: it needs what is being customized here
   */
  @Inject
  PushWatch(Instance<MetricSink> sink) {
    this.sink = sink;
  }

  @Override
  public void customize(AutoConfiguredOpenTelemetrySdkBuilder builder) {
    builder.addMetricExporterCustomizer(
        (exporter, properties) -> new WatchedExporter(exporter, this::count));
    builder.addMetricReaderCustomizer((reader, properties) -> new ReaderOfItsOwn(reader));
  }

  private void count() {
    sink.get().increment(Metric.EXPORT_FAILURES_TOTAL, Map.of(), 1);
  }
}
