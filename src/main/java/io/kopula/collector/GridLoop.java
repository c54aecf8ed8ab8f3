package io.kopula.collector;

import io.kopula.series.Grid;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/**
 * Runs a group's cycle at every step of the grid plus the latency offset: at once for the newest
 * step, then step by step. A cycle never overlaps the one before; times come from the grid, so that
 * nothing drifts. Steps that fell due during a long cycle are skipped but for the newest.
 */
final class GridLoop implements Runnable {
  private final Duration step;
  private final Duration latencyOffset;
  private final InstantSource clock;
  private final Ticker ticker;
  private final CountDownLatch stop;
  private final Cycle cycle;

  /** What is run for a step; survives its own failures. */
  @FunctionalInterface
  interface Cycle {
    /**
     * @param step the newest step that is due
     * @param skipped steps before it that are not run
     */
    void run(Instant step, long skipped);
  }

  /**
   * @param stop ends the loop when it is counted down; a cycle under way is finished
   */
  GridLoop(
      Duration step,
      Duration latencyOffset,
      InstantSource clock,
      Ticker ticker,
      CountDownLatch stop,
      Cycle cycle) {
    this.step = step;
    this.latencyOffset = latencyOffset;
    this.clock = clock;
    this.ticker = ticker;
    this.stop = stop;
    this.cycle = cycle;
  }

  @Override
  public void run() {
    try {
      Instant last = null;
      while (stop.getCount() > 0) {
        Instant newest = newestDue();
        if (isDue(newest, last)) {
          cycle.run(newest, skipped(newest, last));
          last = newest;
        } else if (ticker.sleepUntil(newest.plus(step).plus(latencyOffset), stop)) {
          return;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Instant newestDue() {
    return Grid.floor(clock.instant().minus(latencyOffset), step);
  }

  /** Also when the clock was set back by more than a step: then counting starts anew. */
  private boolean isDue(Instant newest, @Nullable Instant last) {
    return last == null || newest.isAfter(last) || newest.isBefore(last.minus(step));
  }

  private long skipped(Instant newest, @Nullable Instant last) {
    return last == null ? 0 : Math.max(0, Duration.between(last, newest).dividedBy(step) - 1);
  }
}
