package io.kopula.backtest;

import io.kopula.config.GroupConfig;
import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Reads a group's past, whole or not at all, and measures the time that takes. */
final class PastReader implements AutoCloseable {
  /** Queries under way at once. */
  private static final int QUERIES = 2;

  private final GroupConfig group;
  private final InstantSource clock;
  private final ExecutorService queries = Executors.newFixedThreadPool(QUERIES);
  private final GroupReader reader;
  private Duration took = Duration.ZERO;

  PastReader(GroupConfig group, MetricSource source, InstantSource clock) {
    this.group = group;
    this.clock = clock;
    this.reader = new GroupReader(source, queries);
  }

  /**
   * @throws BacktestException if a variable could not be read: scores without it would be others
   */
  GroupReading read(Grid grid) throws BacktestException, InterruptedException {
    Instant started = clock.instant();
    try {
      GroupReading answer = reader.read(group, grid);
      if (!answer.isComplete()) {
        GroupReading.VariableFailure first = answer.failures().get(0);
        throw new SourceException(first.kind(), first.toString(), first.cause());
      }
      return answer;
    } catch (SourceException e) {
      if (Thread.interrupted()) {
        throw new InterruptedException("reading abandoned");
      }
      throw unread(group, grid.time(0), grid.time(grid.length() - 1), e);
    } finally {
      took = took.plus(Duration.between(started, clock.instant()));
    }
  }

  /** Of all that was read. */
  Duration took() {
    return took;
  }

  static BacktestException unread(
      GroupConfig group, Instant from, Instant to, SourceException cause) {
    return new BacktestException(
        "datasource.url: expected the values of group "
            + group.name()
            + " from "
            + from
            + " to "
            + to
            + ", found "
            + cause.kind().label()
            + ": "
            + cause.getMessage(),
        cause);
  }

  @Override
  public void close() {
    queries.shutdownNow();
  }
}
