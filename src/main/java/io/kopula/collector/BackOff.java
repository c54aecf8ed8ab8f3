package io.kopula.collector;

import java.time.Duration;
import java.time.Instant;

/** When something that failed is tried again: after a step, then twice as long each time. */
final class BackOff {
  private final Duration first;
  private final Duration longest;
  private Duration pause;
  private Instant retryAt = Instant.MIN;

  /**
   * @param longest bound of the pause; at least {@code first} counts
   */
  BackOff(Duration first, Duration longest) {
    this.first = first;
    this.longest = longest.compareTo(first) < 0 ? first : longest;
    this.pause = first;
  }

  boolean isOver(Instant now) {
    return !now.isBefore(retryAt);
  }

  void failed(Instant now) {
    failed(now, longest);
  }

  /**
   * @param expected after which it may succeed: no longer is waited, but at least the first pause
   */
  void failed(Instant now, Duration expected) {
    Duration wait = pause.compareTo(expected) < 0 ? pause : expected;
    retryAt = now.plus(wait.compareTo(first) < 0 ? first : wait);
    Duration doubled = pause.multipliedBy(2);
    pause = doubled.compareTo(longest) < 0 ? doubled : longest;
  }

  void succeeded() {
    pause = first;
    retryAt = Instant.MIN;
  }
}
