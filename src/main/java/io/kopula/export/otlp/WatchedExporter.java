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
import java.util.Collection;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * An exporter whose failed pushes are told of: each is counted, the first one and the end of them
 * are said aloud.
 */
final class WatchedExporter implements MetricExporter {
  private static final Logger LOG = Logger.getLogger(WatchedExporter.class);

  private final MetricExporter exporter;
  private final Runnable onFailure;
  private long failures;

  /**
   * @param onFailure called at each failed push
   */
  WatchedExporter(MetricExporter exporter, Runnable onFailure) {
    this.exporter = exporter;
    this.onFailure = onFailure;
  }

  @Override
  public CompletableResultCode export(Collection<MetricData> metrics) {
    CompletableResultCode result = attempt(metrics);
    return result.whenComplete(
        () -> {
          if (result.isSuccess()) {
            succeeded();
          } else {
            failed(result.getFailureThrowable());
          }
        });
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

  private synchronized void failed(@Nullable Throwable failure) {
    failures++;
    LOG.logf(
        failures == 1 ? Logger.Level.WARN : Logger.Level.DEBUG,
        "otlp: push failed: %s",
        reason(failure));
    onFailure.run();
  }

  private static String reason(@Nullable Throwable failure) {
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
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause == null
        ? "the exporter tells no reason"
        : cause.getMessage() == null ? cause.toString() : cause.getMessage();
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
