package io.kopula.backtest;

import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.source.prometheus.RequestListener;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/** Counts what is asked of a source and what comes back. Safe for use by several threads. */
public final class QueryMeter implements RequestListener {
  private final Map<String, Integer> series = new HashMap<>(); // by expression
  private long queries;
  private long requests;
  private long samples;

  @Override
  public synchronized void onRequest(int code, Duration duration) {
    requests++;
  }

  private synchronized void answered(String expression, SeriesSet answer) {
    queries++;
    series.merge(expression, answer.series().size(), Math::max);
    samples += answer.series().stream().mapToLong(TimeSeries::length).sum();
  }

  /** What was counted since the last call. */
  synchronized QueryCount take() {
    long each = series.values().stream().mapToLong(Integer::longValue).sum();
    QueryCount count = new QueryCount(queries, requests, each, samples);
    series.clear();
    queries = 0;
    requests = 0;
    samples = 0;
    return count;
  }

  /** The same source, counted. */
  MetricSource counting(MetricSource source) {
    return new MetricSource() {
      @Override
      public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
          throws SourceException {
        SeriesSet answer = source.queryRange(expression, start, end, step);
        answered(expression, answer);
        return answer;
      }

      @Override
      public SeriesSet query(String expression, Instant time) throws SourceException {
        SeriesSet answer = source.query(expression, time);
        answered(expression, answer);
        return answer;
      }

      @Override
      public void close() {
        source.close();
      }
    };
  }
}
