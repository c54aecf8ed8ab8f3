package io.kopula.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** A clock that runs some times as fast as time does. */
public final class FastClock implements InstantSource {
  private final Instant start;
  private final double speed;
  private final long startNanos = System.nanoTime();

  /**
   * @param start what it shows at first
   * @param speed seconds it runs a second
   */
  public FastClock(Instant start, double speed) {
    this.start = start;
    this.speed = speed;
  }

  @Override
  public Instant instant() {
    return start.plusNanos((long) ((System.nanoTime() - startNanos) * speed));
  }

  /** How long a span of this clock's time really takes. */
  public Duration really(Duration span) {
    return Duration.ofNanos((long) (span.toNanos() / speed));
  }
}
