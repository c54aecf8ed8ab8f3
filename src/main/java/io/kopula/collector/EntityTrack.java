package io.kopula.collector;

import io.kopula.series.Entity;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What is remembered of an entity from cycle to cycle. */
final class EntityTrack {
  private final Entity entity;
  private final IncidentTracker incident;
  private final RecentScores recent;
  private EntityState state = EntityState.LEARNING;
  private @Nullable Score score;
  private @Nullable Frame lastRow;
  private @Nullable Explanation explanation;
  private @Nullable String incidentId;
  private double thresholdFactor = 1;

  EntityTrack(Entity entity, int forSteps) {
    this.entity = entity;
    this.incident = new IncidentTracker(forSteps);
    this.recent = new RecentScores(entity);
  }

  Entity entity() {
    return entity;
  }

  IncidentTracker incident() {
    return incident;
  }

  /** The id of the incident that goes on, told or quiet; null while there is none. */
  @Nullable String incidentId() {
    return incidentId;
  }

  void incidentId(@Nullable String id) {
    incidentId = id;
  }

  /** What its scores are divided by, 1 or more. */
  double thresholdFactor() {
    return thresholdFactor;
  }

  void thresholdFactor(double factor) {
    thresholdFactor = factor;
  }

  EntityState state() {
    return state;
  }

  /** The last score that is still exported, null when there is none. */
  @Nullable Score score() {
    return score;
  }

  /** The values behind it: one step. */
  @Nullable Frame lastRow() {
    return lastRow;
  }

  /** Why the score is what it is; null where nothing is unusual. */
  @Nullable Explanation explanation() {
    return explanation;
  }

  /** The latest scores, also those that are no longer exported. */
  EntityHistory history() {
    return recent.history();
  }

  void scored(Score newest, Frame window, @Nullable Explanation why) {
    state = EntityState.SCORED;
    score = newest;
    lastRow = window.last(1);
    explanation = why;
  }

  /**
   * Takes the last score up into the history.
   *
   * @param kept how many steps the history may have
   */
  void remember(int kept) {
    if (score != null && lastRow != null) {
      recent.add(score, lastRow, kept);
    }
  }

  void learning() {
    state = EntityState.LEARNING;
  }

  /** A model knows it, but there was no value, or nothing could be read. */
  void withoutScore() {
    state = EntityState.NO_DATA;
  }

  /**
   * Drops a score that is too old to be exported.
   *
   * @return whether one was dropped
   */
  boolean expire(Instant oldest) {
    if (score == null || !score.time().isBefore(oldest)) {
      return false;
    }
    score = null;
    lastRow = null;
    explanation = null;
    if (state == EntityState.SCORED) {
      state = EntityState.NO_DATA;
    }
    return true;
  }

  EntityStatus status(String group) {
    return new EntityStatus(
        group,
        entity,
        state,
        state == EntityState.SCORED ? score : null,
        incident.isActive(),
        incident.activeSince(),
        incident.quiet(),
        incident.since(),
        incidentId,
        thresholdFactor);
  }
}
