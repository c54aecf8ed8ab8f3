package io.kopula.collector;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** How a loop waits: passed in, so that tests need not. */
@FunctionalInterface
interface Ticker {
  /**
   * Waits until a time, or for a shorter while, or until {@code stop} is counted down.
   *
   * @return whether it was told to stop
   */
  boolean sleepUntil(Instant time, CountDownLatch stop) throws InterruptedException;

  /**
   * @param longest after which a sleeper looks at the clock again, which may have been set
   */
  static Ticker of(InstantSource clock, Duration longest) {
    return (time, stop) -> {
      long millis = Duration.between(clock.instant(), time).toMillis();
      // one more: an instant has a finer resolution than the wait
      return stop.await(
          Math.max(0, Math.min(millis + 1, longest.toMillis())), TimeUnit.MILLISECONDS);
    };
  }
}
