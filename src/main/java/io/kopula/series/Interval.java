package io.kopula.series;

import java.time.Instant;

/** A span of time, both ends inclusive, that does not end before it starts. */
public record Interval(Instant from, Instant to) {
  public Interval {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException(
          "to: expected an instant from " + from + " on, found " + to);
    }
  }

  public boolean contains(Instant time) {
    return !time.isBefore(from) && !time.isAfter(to);
  }
}
