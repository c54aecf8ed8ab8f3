package io.kopula.backtest;

import io.kopula.collector.PastIncidents;
import io.kopula.series.AnomalyKind;
import io.kopula.series.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * An incident that would have fired.
 *
 * @param from first anomalous step
 * @param to last anomalous step
 * @param fired when it would have been told of: the last of the steps that {@code alert.for} asks
 *     for
 * @param lasted from the start of the first anomalous step to the end of the last one
 * @param open whether it still went on when the backtest ends
 * @param score the highest
 * @param peak when that was
 */
public record FiredIncident(
    Entity entity,
    Instant from,
    Instant to,
    Instant fired,
    Duration lasted,
    boolean open,
    double score,
    Instant peak,
    AnomalyKind kind,
    List<Culprit> culprits) {
  public FiredIncident {
    culprits = List.copyOf(culprits);
  }

  /**
   * @param step length of a step
   */
  static FiredIncident of(Entity entity, PastIncidents.Incident incident, Duration step) {
    return new FiredIncident(
        entity,
        incident.from(),
        incident.to(),
        incident.fired(),
        Duration.between(incident.from(), incident.to()).plus(step),
        incident.open(),
        incident.explanation().score().highest(),
        incident.explanation().score().time(),
        incident.explanation().kind(),
        Culprit.of(incident));
  }
}
