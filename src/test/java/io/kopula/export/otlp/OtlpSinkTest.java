package io.kopula.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.kopula.export.CatalogueExample;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.HistogramPointData;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.CollectionRegistration;
import io.opentelemetry.sdk.metrics.export.MetricReader;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OtlpSinkTest {
  private final Reader reader = new Reader();
  private final SdkMeterProvider provider =
      CardinalityLimit.lift(SdkMeterProvider.builder()).registerMetricReader(reader).build();
  private final OtlpSink sink = new OtlpSink(provider.get(OtlpSink.SCOPE));

  @AfterEach
  void close() {
    provider.close();
  }

  @Test
  void everyMetricGoesOutUnderItsNameWithHelpAndUnit() {
    CatalogueExample.fill(sink);
    Map<Metric.Kind, String> types =
        Map.of(
            Metric.Kind.GAUGE, "DOUBLE_GAUGE",
            Metric.Kind.COUNTER, "DOUBLE_SUM",
            Metric.Kind.HISTOGRAM, "HISTOGRAM");
    assertThat(reader.read())
        .extracting(MetricData::getName, MetricData::getDescription, data -> data.getType().name())
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values())
                .map(
                    metric -> tuple(metric.exportedName(), metric.help(), types.get(metric.kind())))
                .toList());
    assertThat(reader.read(Metric.CYCLE_DURATION_SECONDS).getUnit()).isEqualTo("s");
    assertThat(reader.read(Metric.COVERAGE_RATIO).getUnit()).isEqualTo("1");
    assertThat(reader.read(Metric.ANOMALY_SCORE).getUnit()).isEmpty();
  }

  @Test
  void vanishedRowsAndThoseWithoutANumberAreNotPushed() {
    sink.setGauge(
        Metric.ANOMALY_SCORE, "a", List.of(row("x", 1), row("y", 2), row("z", Double.NaN)));
    sink.setGauge(Metric.ANOMALY_SCORE, "b", List.of(row("b", 3)));
    assertThat(pods()).containsExactlyInAnyOrder("x=1.0", "y=2.0", "b=3.0");

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row("y", 5)));
    assertThat(pods()).containsExactlyInAnyOrder("y=5.0", "b=3.0");

    sink.setGauge(Metric.ANOMALY_SCORE, "b", List.of());
    assertThat(pods()).containsExactlyInAnyOrder("y=5.0");
  }

  @Test
  void countersAddUpAndIgnoreWhatIsNoNumber() {
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a"), 1);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a"), Double.NaN);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a"), 2);
    assertThat(reader.read(Metric.CYCLES_TOTAL).getDoubleSumData().getPoints())
        .singleElement()
        .satisfies(point -> assertThat(point.getValue()).isEqualTo(3));
  }

  @Test
  void histogramsHaveTheCataloguesBuckets() {
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of("group", "a"), 0.3);
    HistogramPointData point =
        reader.read(Metric.CYCLE_DURATION_SECONDS).getHistogramData().getPoints().iterator().next();
    assertThat(point.getBoundaries()).isEqualTo(Metric.CYCLE_DURATION_SECONDS.buckets());
    assertThat(point.getCounts().get(3)).isEqualTo(1);
  }

  /** The SDK alone folds what is beyond 2,000 rows into one. */
  @Test
  void largeGroupsKeepEveryRow() {
    sink.setGauge(
        Metric.ANOMALY_SCORE,
        "a",
        IntStream.range(0, 20_000).mapToObj(i -> row("pod-" + i, i)).toList());
    assertThat(pods()).hasSize(20_000).doesNotHaveDuplicates();
  }

  private List<String> pods() {
    return reader.read(Metric.ANOMALY_SCORE).getDoubleGaugeData().getPoints().stream()
        .map(
            point ->
                point.getAttributes().get(AttributeKey.stringKey("pod")) + "=" + point.getValue())
        .toList();
  }

  private static Row row(String pod, double value) {
    return new Row(Map.of("group", "g", "pod", pod), value);
  }

  /** Reads when told to. */
  private static final class Reader implements MetricReader {
    private CollectionRegistration registration = CollectionRegistration.noop();

    List<MetricData> read() {
      return List.copyOf(registration.collectAllMetrics());
    }

    MetricData read(Metric metric) {
      return read().stream()
          .filter(data -> data.getName().equals(metric.exportedName()))
          .findFirst()
          .orElseThrow();
    }

    @Override
    public void register(CollectionRegistration registration) {
      this.registration = registration;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode forceFlush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
