package io.kopula.collector;

import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether an entity is in an incident: from as many anomalous steps one after the other as the
 * group asks for, until as many normal ones. Steps without a score count as neither.
 */
final class IncidentTracker {
  private final int forSteps;
  private int anomalous;
  private int normal;
  private boolean active;
  private @Nullable Instant since;
  private @Nullable Instant last;
  private double highest;

  /** What a score has changed. */
  enum Change {
    NONE,
    OPENED,
    CLOSED
  }

  IncidentTracker(int forSteps) {
    this.forSteps = Math.max(1, forSteps);
  }

  Change update(Score score) {
    if (score.isAnomalous()) {
      if (!active && anomalous == 0) {
        since = score.time();
        highest = 0;
      }
      last = score.time();
      anomalous++;
      normal = 0;
      highest = Math.max(highest, score.highest());
    } else {
      normal++;
      anomalous = 0;
    }
    if (!active && anomalous >= forSteps) {
      active = true;
      return Change.OPENED;
    }
    if (active && normal >= forSteps) {
      return end();
    }
    return Change.NONE;
  }

  /** The entity is no longer scored. */
  Change vanished() {
    anomalous = 0;
    normal = 0;
    return active ? end() : Change.NONE;
  }

  boolean isActive() {
    return active;
  }

  /** First anomalous step of the incident, null while there is none. */
  @Nullable Instant activeSince() {
    return active ? since : null;
  }

  /** Highest score of the incident, or of the last one. */
  double highest() {
    return highest;
  }

  /** From the first anomalous step of the incident, or of the last one, to its last one. */
  Duration lasted() {
    return since == null || last == null ? Duration.ZERO : Duration.between(since, last);
  }

  private Change end() {
    active = false;
    return Change.CLOSED;
  }
}
