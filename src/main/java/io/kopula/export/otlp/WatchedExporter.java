package io.kopula.export.otlp;

import io.opentelemetry.exporter.internal.FailedExportException.GrpcExportException;
import io.opentelemetry.exporter.internal.FailedExportException.HttpExportException;
import io.opentelemetry.sdk.common.CompletableResultCode;
import io.opentelemetry.sdk.common.export.MemoryMode;
import io.opentelemetry.sdk.metrics.Aggregation;
import io.opentelemetry.sdk.metrics.InstrumentType;
import io.opentelemetry.sdk.metrics.data.AggregationTemporality;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.metrics.export.MetricExporter;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * An exporter whose failed pushes are told of: each is counted, the first one and the end of them
 * are said aloud.
 */
final class WatchedExporter implements MetricExporter {
  private static final Logger LOG = Logger.getLogger(WatchedExporter.class);

  private final MetricExporter exporter;
  private final Duration longest;
  private final Runnable onFailure;
  private long failures;

  /**
   * @param longest time after which a push counts as failed, longer than the exporter tries: it may
   *     never come to an end (quarkusio/quarkus#47205), and no other would follow
   * @param onFailure called at each failed push
   */
  WatchedExporter(MetricExporter exporter, Duration longest, Runnable onFailure) {
    this.exporter = exporter;
    this.longest = longest;
    this.onFailure = onFailure;
  }

  @Override
  @SuppressWarnings("FutureReturnValueIgnored") // it tells of failures, and has none
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode pushed = attempt(metrics);
    CompletableFuture<Boolean> outcome = new CompletableFuture<>();
    pushed.whenComplete(
        () -> {
          if (pushed.isSuccess()) {
            outcome.complete(true);
          } else {
            outcome.completeExceptionally(reason(pushed));
          }
        });
    CompletableResultCode told = new CompletableResultCode();
    outcome
        .orTimeout(longest.toMillis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (success, failure) -> {
              if (failure == null) {
                succeeded();
                told.succeed();
              } else {
                failed(failure);
                told.failExceptionally(failure);
              }
            });
    return told;
  }

  private CompletableResultCode attempt(Collection<MetricData> metrics) {
    try {
      return exporter.export(metrics);
    } catch (RuntimeException e) {
      return CompletableResultCode.ofExceptionalFailure(e);
    }
  }

  private synchronized void succeeded() {
    if (failures > 0) {
      LOG.infof("otlp: push works again after %d failures", failures);
      failures = 0;
    }
  }

  private synchronized void failed(Throwable failure) {
    failures++;
    LOG.logf(
        failures == 1 ? Logger.Level.WARN : Logger.Level.DEBUG,
        "otlp: push failed: %s",
        failure instanceof TimeoutException
            ? "not over after " + longest.toSeconds() + " s"
            : text(failure));
    onFailure.run();
  }

  private static Throwable reason(CompletableResultCode pushed) {
    Throwable failure = pushed.getFailureThrowable();
    return failure == null ? new IllegalStateException("the exporter tells no reason") : failure;
  }

  private static String text(Throwable failure) {
    if (failure instanceof HttpExportException http && http.getResponse() != null) {
      return "HTTP status " + http.getResponse().statusCode();
    }
    if (failure instanceof GrpcExportException grpc && grpc.getResponse() != null) {
      return "gRPC status "
          + grpc.getResponse().grpcStatusValue()
          + " "
          + grpc.getResponse().grpcStatusDescription();
    }
    Throwable cause = failure;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  @Override
  public AggregationTemporality getAggregationTemporality(InstrumentType instrumentType) {
    return exporter.getAggregationTemporality(instrumentType);
  }

  @Override
  public Aggregation getDefaultAggregation(InstrumentType instrumentType) {
    return exporter.getDefaultAggregation(instrumentType);
  }

  @Override
  public MemoryMode getMemoryMode() {
    return exporter.getMemoryMode();
  }

  @Override
  public CompletableResultCode flush() {
    return exporter.flush();
  }

  @Override
  public CompletableResultCode shutdown() {
    return exporter.shutdown();
  }
}
