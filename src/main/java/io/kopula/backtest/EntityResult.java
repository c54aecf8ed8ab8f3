package io.kopula.backtest;

import io.kopula.series.Entity;
import java.time.Duration;

/**
 * What a backtest found of one entity.
 *
 * @param steps that were scored
 * @param anomalous of them, those with a score above 1
 * @param coverage mean share of variables with a value at those steps, 0..1
 * @param conservative whether its threshold is a conservative one, for want of history
 * @param scored how long it was scored: steps times their length
 */
public record EntityResult(
    Entity entity,
    int steps,
    int anomalous,
    double coverage,
    boolean conservative,
    Duration scored,
    int incidents,
    Timeline timeline) {
  /** Share of its steps, 0..1. */
  public double anomalousShare() {
    return steps == 0 ? 0 : (double) anomalous / steps;
  }

  /** Incidents a week of the time it was scored. */
  public double alarmsPerWeek() {
    return Weeks.rate(incidents, scored);
  }
}
