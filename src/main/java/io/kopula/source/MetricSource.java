package io.kopula.source;

import java.time.Duration;
import java.time.Instant;

/** A server that evaluates PromQL. Implementations are safe for use by several threads. */
public interface MetricSource extends AutoCloseable {
  /**
   * Evaluates an expression at every multiple of {@code step} in {@code [start, end]}.
   *
   * @throws SourceException if the source could not answer; its kind says why
   */
  SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException;

  /**
   * Evaluates an expression at one instant.
   *
   * @throws SourceException if the source could not answer; {@link FailureKind#BAD_DATA} when it
   *     refused the expression
   */
  SeriesSet query(String expression, Instant time) throws SourceException;

  @Override
  void close();
}
