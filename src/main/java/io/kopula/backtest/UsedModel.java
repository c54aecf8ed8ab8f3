package io.kopula.backtest;

import io.kopula.collector.GroupFit;
import java.time.Duration;
import java.time.Instant;

/**
 * A model that scores came from.
 *
 * @param name of the group, with the entity for a model of one
 * @param dataTo last step it was fitted on
 * @param scoresFrom first step it scored; always after {@code dataTo}
 */
public record UsedModel(
    String name,
    String version,
    Instant dataFrom,
    Instant dataTo,
    Instant scoresFrom,
    Duration took) {
  static UsedModel of(GroupFit.Fitted fitted, Instant scoresFrom) {
    return new UsedModel(
        fitted.key().toString(),
        fitted.scorer().version(),
        fitted.dataFrom(),
        fitted.dataTo(),
        scoresFrom,
        fitted.took());
  }
}
