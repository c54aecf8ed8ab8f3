package io.kopula.backtest;

import io.kopula.series.Grid;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Cuts a range into parts. */
final class Segments {
  /** Values in memory at once, in frames as they are read: 32 MB. */
  private static final long MOST_VALUES = 4_000_000;

  private static final Duration DAY = Duration.ofDays(1);

  private Segments() {}

  /** Parts of a length, the last one maybe shorter. */
  static List<Grid> of(Grid range, long steps) {
    int part = (int) Math.max(1, Math.min(range.length(), steps));
    List<Grid> parts = new ArrayList<>();
    for (int from = 0; from < range.length(); from += part) {
      parts.add(range.slice(from, Math.min(range.length(), from + part)));
    }
    return parts;
  }

  /** Parts of a length, a step at least. */
  static List<Grid> of(Grid range, Duration length) {
    return of(range, length.dividedBy(range.step()));
  }

  /**
   * Parts that are read at once: days, or what memory allows.
   *
   * @param values of a step, all entities and variables
   */
  static List<Grid> readable(Grid range, long values) {
    long steps = MOST_VALUES / Math.max(1, values);
    return of(range, Math.min(steps, DAY.dividedBy(range.step())));
  }
}
