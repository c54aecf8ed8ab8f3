package io.kopula.source.prometheus;

import dev.failsafe.Call;
import dev.failsafe.ExecutionContext;
import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.function.ContextualSupplier;
import io.kopula.config.DatasourceConfig;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Any server with Prometheus's query API: Prometheus, Thanos, Mimir, Cortex, VictoriaMetrics.
 *
 * <p>A long range is asked for in parts, one after the other. What may pass is tried again after a
 * pause: connections that fail, timeouts, 408, 429, 502, 503, 504, answers that break off. Other
 * refusals are final.
 */
public final class PrometheusSource implements MetricSource {
  /** More points a series are refused by Prometheus. */
  static final int SERVER_LIMIT = 11_000;

  private final DatasourceConfig config;
  private final RetrySettings retries;
  private final Random random;
  private final ApiClient client;
  private final FailsafeExecutor<Answer> retrying;
  private final Set<Call<Answer>> calls = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  /**
   * @throws IllegalArgumentException if the address is not an absolute HTTP one
   */
  public PrometheusSource(DatasourceConfig config, RequestListener listener) {
    this(config, listener, RetrySettings.DEFAULT, Clock.systemUTC(), new Random());
  }

  /**
   * @param clock for servers that say with a date when to come back
   * @param random spreads repeated requests
   * @throws IllegalArgumentException if the address is not an absolute HTTP one
   */
  public PrometheusSource(
      DatasourceConfig config,
      RequestListener listener,
      RetrySettings retries,
      Clock clock,
      Random random) {
    this.config = config;
    this.retries = retries;
    this.random = random;
    this.client = new ApiClient(config, listener, clock);
    this.retrying =
        Failsafe.with(
            RetryPolicy.<Answer>builder()
                .handleIf(this::mayPass)
                .withMaxAttempts(retries.maxAttempts())
                .withDelayFn(this::pause)
                .build());
  }

  @Override
  public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
      throws SourceException {
    Grid grid = Grid.covering(start, end, step);
    int part = Math.max(1, Math.min(config.maxPointsPerQuery(), SERVER_LIMIT));
    List<Answer> parts = new ArrayList<>();
    for (int from = 0; from < grid.length(); from += part) {
      parts.add(range(expression, grid.slice(from, Math.min(from + part, grid.length()))));
    }
    return joined(parts);
  }

  @Override
  public SeriesSet query(String expression, Instant time) throws SourceException {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("query", expression);
    parameters.put("time", seconds(time.toEpochMilli()));
    return ask("query", parameters).toSeriesSet();
  }

  private Answer range(String expression, Grid grid) throws SourceException {
    Map<String, String> parameters = new HashMap<>();
    parameters.put("query", expression);
    parameters.put("start", seconds(grid.startMillis()));
    parameters.put("end", seconds(grid.millis(grid.length() - 1)));
    parameters.put("step", seconds(grid.stepMillis()));
    return ask("query_range", parameters);
  }

  private SeriesSet joined(List<Answer> parts) throws SourceException {
    try {
      return Answer.joined(parts);
    } catch (MalformedAnswerException e) {
      throw new SourceException(
          FailureKind.BAD_RESPONSE, Origin.of(config.url()) + ": " + e.getMessage(), e);
    }
  }

  private Answer ask(String endpoint, Map<String, String> parameters) throws SourceException {
    // the server need not go on with an answer that nobody waits for
    parameters.put("timeout", seconds(config.timeout().toMillis()));
    ApiRequest request = ApiRequest.of(config.url(), endpoint, parameters, config.queryParams());
    ContextualSupplier<Answer, Answer> send = context -> client.send(request);
    Call<Answer> call = retrying.newCall(send);
    calls.add(call);
    try {
      if (closed) {
        throw closedFailure(null);
      }
      return call.execute();
    } catch (FailsafeException e) {
      throw failure(e);
    } catch (CancellationException e) {
      throw closedFailure(e);
    } finally {
      calls.remove(call);
    }
  }

  private SourceException failure(FailsafeException e) {
    Throwable cause = e.getCause();
    if (cause instanceof RequestFailure failure) {
      return failure.toSourceException();
    }
    if (closed) {
      return closedFailure(e);
    }
    if (cause instanceof InterruptedException) {
      Thread.currentThread().interrupt();
      return new SourceException(
          FailureKind.UNAVAILABLE, Origin.of(config.url()) + ": interrupted", cause);
    }
    return new SourceException(
        FailureKind.BAD_RESPONSE, Origin.of(config.url()) + ": unexpected " + cause, e);
  }

  private SourceException closedFailure(@Nullable Throwable cause) {
    return new SourceException(
        FailureKind.UNAVAILABLE, Origin.of(config.url()) + ": the source is closed", cause);
  }

  private boolean mayPass(Throwable e) {
    return !closed
        && e instanceof RequestFailure failure
        && failure.retriable()
        && (failure.retryAfter() == null
            || failure.retryAfter().compareTo(retries.maxRetryAfter()) <= 0);
  }

  private Duration pause(ExecutionContext<Answer> context) {
    Duration pause = retries.pause(context.getAttemptCount(), random);
    return context.getLastException() instanceof RequestFailure failure
            && failure.retryAfter() != null
            && failure.retryAfter().compareTo(pause) > 0
        ? failure.retryAfter()
        : pause;
  }

  private static String seconds(long millis) {
    return BigDecimal.valueOf(millis, 3).stripTrailingZeros().toPlainString();
  }

  @Override
  public void close() {
    closed = true;
    calls.forEach(call -> call.cancel(true));
    client.close();
  }

  @Override
  public String toString() {
    return "PrometheusSource[" + Origin.of(config.url()) + "]";
  }
}
