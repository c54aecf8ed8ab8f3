package io.kopula.sharing;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a replica says of itself on the roster.
 *
 * @param ordinal tells it from the others; a new process with the same one takes its place
 * @param from first instant of which it does its share
 * @param until last such instant, null while it goes on
 * @param seen when it said so last
 */
public record Member(int ordinal, Instant from, @Nullable Instant until, Instant seen) {
  /** Whether it does its share of a step, as far as was known at a time. */
  boolean takesPart(Instant step, Instant known, Duration expiry) {
    return !step.isBefore(from)
        && (until == null || !step.isAfter(until))
        && (until != null || !seen.isBefore(known.minus(expiry)));
  }

  Member seenAt(Instant now) {
    return new Member(ordinal, from, until, now);
  }

  Member leavingAt(Instant now) {
    return new Member(ordinal, from, now, now);
  }
}
