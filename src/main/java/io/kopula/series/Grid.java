package io.kopula.series;

import java.time.Duration;
import java.time.Instant;

/**
 * Equally spaced instants, aligned so that every instant is a multiple of the step since the epoch.
 *
 * @param startMillis first instant, milliseconds since the epoch, a multiple of {@code stepMillis}
 * @param stepMillis spacing, milliseconds, positive
 * @param length number of instants, 0 or more
 */
public record Grid(long startMillis, long stepMillis, int length) {
  public Grid {
    if (stepMillis <= 0) {
      throw new IllegalArgumentException("step: expected a positive duration, found " + stepMillis);
    }
    if (length < 0) {
      throw new IllegalArgumentException("length: expected 0 or more, found " + length);
    }
    if (Math.floorMod(startMillis, stepMillis) != 0) {
      throw new IllegalArgumentException(
          "start: expected a multiple of the step " + stepMillis + " ms, found " + startMillis);
    }
  }

  /** The grid of all multiples of {@code step} in {@code [from, to]}, both inclusive. */
  public static Grid covering(Instant from, Instant to, Duration step) {
    long stepMillis = step.toMillis();
    long first = -Math.floorDiv(-from.toEpochMilli(), stepMillis) * stepMillis;
    long last = Math.floorDiv(to.toEpochMilli(), stepMillis) * stepMillis;
    return new Grid(
        first, stepMillis, last < first ? 0 : Math.toIntExact((last - first) / stepMillis + 1));
  }

  /** The latest instant on the grid of {@code step} that is not after {@code time}. */
  public static Instant floor(Instant time, Duration step) {
    long stepMillis = step.toMillis();
    return Instant.ofEpochMilli(Math.floorDiv(time.toEpochMilli(), stepMillis) * stepMillis);
  }

  public long millis(int index) {
    return startMillis + index * stepMillis;
  }

  public Instant time(int index) {
    return Instant.ofEpochMilli(millis(index));
  }

  public Duration step() {
    return Duration.ofMillis(stepMillis);
  }

  /** Instant after the last one: where an adjoining grid starts. */
  public long endMillis() {
    return millis(length);
  }

  /**
   * Index of an instant, possibly outside {@code [0, length)}.
   *
   * @throws IllegalArgumentException if the instant is not on the grid
   */
  public int indexOf(long millis) {
    long distance = millis - startMillis;
    if (distance % stepMillis != 0) {
      throw new IllegalArgumentException(
          "instant: expected a multiple of " + stepMillis + " ms, found " + millis);
    }
    return Math.toIntExact(distance / stepMillis);
  }

  public Grid slice(int from, int to) {
    return new Grid(millis(from), stepMillis, to - from);
  }
}
