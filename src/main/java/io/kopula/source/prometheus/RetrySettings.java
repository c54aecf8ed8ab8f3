package io.kopula.source.prometheus;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How often and how soon a failed request is repeated.
 *
 * @param maxAttempts requests in all, the first included
 * @param initialDelay longest pause before the first repetition; doubles with each further one
 * @param maxDelay longest pause
 * @param maxRetryAfter longest pause a server may ask for; where it asks for more, the request is
 *     not repeated
 */
public record RetrySettings(
    int maxAttempts, Duration initialDelay, Duration maxDelay, Duration maxRetryAfter) {
  public static final RetrySettings DEFAULT =
      new RetrySettings(3, Duration.ofMillis(500), Duration.ofSeconds(10), Duration.ofSeconds(30));

  /**
   * Half of the exponential pause is fixed, the other half random: clients do not come together.
   */
  Duration pause(int failedAttempts, RandomGenerator random) {
    int doublings = Math.min(30, Math.max(0, failedAttempts - 1));
    long longest = Math.min(maxDelay.toNanos(), saturatedShift(initialDelay.toNanos(), doublings));
    return Duration.ofNanos(Math.round(longest * (0.5 + 0.5 * random.nextDouble())));
  }

  private static long saturatedShift(long value, int doublings) {
    return value > Long.MAX_VALUE >> doublings ? Long.MAX_VALUE : value << doublings;
  }
}
