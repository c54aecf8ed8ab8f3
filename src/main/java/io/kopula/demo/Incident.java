package io.kopula.demo;

/**
 * Something that goes wrong in one service for a while.
 *
 * @param fromSecond first step, seconds since the epoch
 * @param untilSecond first step after it
 */
record Incident(IncidentKind kind, ShopService service, long fromSecond, long untilSecond) {
  private static final double RAMP_SECONDS = 3;

  boolean covers(ShopService of, long second) {
    return of == service && second >= fromSecond && second < untilSecond;
  }

  /** How far it has set in, 0..1: nothing happens all at once. */
  double strength(long second) {
    return Math.min(1, (second - fromSecond + 1) / RAMP_SECONDS);
  }
}
