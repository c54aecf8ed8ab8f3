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
 */
public record EntityStatus(
    String group,
    Entity entity,
    EntityState state,
    @Nullable Score score,
    boolean active,
    @Nullable Instant activeSince) {}
