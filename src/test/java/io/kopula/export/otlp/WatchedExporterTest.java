package io.kopula.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.CapturedLog;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.net.ConnectException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchedExporterTest {
  private final CapturedLog log = new CapturedLog();
  private final Receiver receiver = new Receiver();
  private final AtomicInteger counted = new AtomicInteger();
  private final WatchedExporter exporter =
      new WatchedExporter(receiver, Duration.ofHours(1), counted::incrementAndGet);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void failuresAreCountedAndToldOfOnceEachTime() {
    for (int time = 1; time <= 2; time++) {
      receiver.result = CompletableResultCode.ofSuccess();
      exporter.export(List.of());
      receiver.result = refused();
      exporter.export(List.of());
      exporter.export(List.of());
      assertThat(counted).hasValue(2 * time);
      assertThat(log.lines()).hasSize(time).containsOnly("otlp: push failed: Connection refused");
    }
  }

  @Test
  void aPushUnderWayIsNeither() {
    receiver.result = new CompletableResultCode();
    CompletableResultCode result = exporter.export(List.of());
    assertThat(result.isDone()).isFalse();
    assertThat(counted).hasValue(0);
    receiver.result.fail();
    assertThat(result.isDone()).isTrue();
    assertThat(counted).hasValue(1);
    assertThat(log.lines()).containsExactly("otlp: push failed: the exporter tells no reason");
  }

  @Test
  void aPushThatNeverEndsHasFailed() {
    receiver.result = new CompletableResultCode();
    CompletableResultCode result =
        new WatchedExporter(receiver, Duration.ofMillis(1), counted::incrementAndGet)
            .export(List.of());
    await().until(result::isDone);
    receiver.result.succeed();
    assertThat(result.isSuccess()).isFalse();
    assertThat(counted).hasValue(1);
    assertThat(log.lines()).containsExactly("otlp: push failed: not over after 0 s");
  }

  @Test
  void anExporterThatThrowsHasFailed() {
    receiver.result = null;
    assertThat(exporter.export(List.of()).isSuccess()).isFalse();
    assertThat(counted).hasValue(1);
    assertThat(log.lines()).containsExactly("otlp: push failed: broken on purpose");
  }

  private static CompletableResultCode refused() {
    return CompletableResultCode.ofExceptionalFailure(
        new IllegalStateException(new ConnectException("Connection refused")));
  }

  private static final class Receiver implements MetricExporter {
    private CompletableResultCode result;

    @Override
    public CompletableResultCode export(Collection<MetricData> metrics) {
      if (result == null) {
        throw new IllegalStateException("broken on purpose");
      }
      return result;
    }

    @Override
    public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
      return AggregationTemporality.CUMULATIVE;
    }

    @Override
    public CompletableResultCode flush() {
      return CompletableResultCode.ofSuccess();
    }

    @Override
    public CompletableResultCode shutdown() {
      return CompletableResultCode.ofSuccess();
    }
  }
}
