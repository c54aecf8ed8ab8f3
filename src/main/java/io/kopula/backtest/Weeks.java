package io.kopula.backtest;

import java.time.Duration;

/** Rates by the week. */
final class Weeks {
  private static final double WEEK_MILLIS = Duration.ofDays(7).toMillis();

  private Weeks() {}

  /** 0 for no time at all. */
  static double rate(int number, Duration during) {
    return during.isZero() ? 0 : number * WEEK_MILLIS / during.toMillis();
  }
}
