package io.kopula.collector;

import io.kopula.series.Entity;
import io.kopula.series.Score;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an entity stands after the last cycle.
 *
 * @param group name of the group it belongs to
 * @param score the score of the last step; null unless {@code state} is {@link EntityState#SCORED}
 * @param active whether it is in an incident: anomalous for as many steps as the group asks for
 * @param activeSince first anomalous step of that incident; null while not active
 * @param quiet why nobody is told of the incident that it is in; null while there is none, or it is
 *     told
 * @param incidentSince first anomalous step of the incident, told or quiet; null while there is
 *     none
 * @param incident its id
 * @param thresholdFactor what its scores are divided by since false alarms were marked, 1 or more
 */
public record EntityStatus(
    String group,
    Entity entity,
    EntityState state,
    @Nullable Score score,
    boolean active,
    @Nullable Instant activeSince,
    @Nullable Quiet quiet,
    @Nullable Instant incidentSince,
    @Nullable String incident,
    double thresholdFactor) {
  /** An entity without a quiet incident, its threshold not raised. */
  public EntityStatus(
      String group,
      Entity entity,
      EntityState state,
      @Nullable Score score,
      boolean active,
      @Nullable Instant activeSince) {
    this(group, entity, state, score, active, activeSince, null, activeSince, null, 1);
  }
}
