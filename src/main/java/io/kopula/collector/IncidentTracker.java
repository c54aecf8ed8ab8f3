package io.kopula.collector;

import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an entity is in an incident: from as many anomalous steps one after the other as the
 * group asks for, until as many normal ones. Steps without a score count as neither.
 *
 * <p>Steps that are anomalous but not worth an alarm neither open nor prolong an alarm. While there
 * would be an incident but for them it is a quiet one. An alarm ends with the first step of a
 * maintenance window.
 */
final class IncidentTracker {
  private final Hysteresis anomalous;
  private final Hysteresis alarm;
  private @Nullable Quiet quiet; // of the last quiet step
  private @Nullable Score peak;
  private double peakUnderOne; // what it would be, were the threshold not raised

  /** What a score has changed. */
  enum Change {
    NONE,
    /** Somebody is to be told: the alarm has begun. */
    OPENED,
    /** It is over. */
    CLOSED,
    /** There is an incident that nobody is to be told of, or no longer. */
    QUIETED,
    /** Such an incident is over. */
    QUIET_OVER
  }

  IncidentTracker(int forSteps) {
    anomalous = new Hysteresis(forSteps);
    alarm = new Hysteresis(forSteps);
  }

  /**
   * Takes up a score.
   *
   * @param reason why the step, should it be anomalous, is not worth an alarm; null where it is
   * @param factor what the score was divided by, 1 or more
   */
  Change update(Score score, @Nullable Quiet reason, double factor) {
    boolean wasAlarm = alarm.isActive();
    boolean wasQuiet = isQuiet();
    if (anomalous.update(score.isAnomalous(), score.time())) {
      peak = null;
    }
    if (score.isAnomalous()) {
      if (peak == null || score.highest() * factor > peakUnderOne) {
        peak = score;
        peakUnderOne = score.highest() * factor;
      }
      quiet = reason == null ? quiet : reason;
    }
    alarm.update(score.isAnomalous() && reason == null, score.time());
    if (reason != null && reason.reason() == Quiet.Reason.MAINTENANCE) {
      alarm.end();
    }
    return change(wasAlarm, wasQuiet);
  }

  /** The entity is no longer scored. */
  Change vanished() {
    boolean wasAlarm = alarm.isActive();
    boolean wasQuiet = isQuiet();
    anomalous.end();
    alarm.end();
    return change(wasAlarm, wasQuiet);
  }

  private Change change(boolean wasAlarm, boolean wasQuiet) {
    if (alarm.isActive()) {
      return wasAlarm ? Change.NONE : Change.OPENED;
    }
    if (isQuiet()) {
      return wasQuiet ? Change.NONE : Change.QUIETED;
    }
    return wasAlarm ? Change.CLOSED : wasQuiet ? Change.QUIET_OVER : Change.NONE;
  }

  /** Whether somebody is to be told. */
  boolean isActive() {
    return alarm.isActive();
  }

  private boolean isQuiet() {
    return anomalous.isActive() && !alarm.isActive();
  }

  /** Why nobody is told of the incident that there is; null where there is none, or it is told. */
  @Nullable Quiet quiet() {
    return isQuiet() ? quiet : null;
  }

  /** First anomalous step of the alarm, null while there is none. */
  @Nullable Instant activeSince() {
    return alarm.isActive() ? alarm.since() : null;
  }

  /** First anomalous step of the incident, told or quiet; null while there is none. */
  @Nullable Instant since() {
    return anomalous.isActive() ? anomalous.since() : null;
  }

  /** Highest score of the incident, or of the last one, as if its threshold had stayed the same. */
  double highest() {
    return peak == null ? 0 : peak.highest();
  }

  /** The score of that; null before the first incident. */
  @Nullable Score peak() {
    return peak;
  }

  /** From the first anomalous step of the alarm, or of the last one, to its last one. */
  Duration lasted() {
    return alarm.lasted();
  }

  /** Last anomalous step of the incident, or of the last one. */
  Instant last() {
    return anomalous.last();
  }

  /** From the first anomalous step of the incident, or of the last one, to its last one. */
  Duration lastedInAll() {
    return anomalous.lasted();
  }
}
