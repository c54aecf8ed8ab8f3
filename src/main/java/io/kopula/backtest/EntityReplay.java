package io.kopula.backtest;

import io.kopula.collector.PastIncidents;
import io.kopula.config.GroupConfig;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.util.ArrayList;
import java.util.List;

/** One entity's way through the range: counts, course and incidents. */
final class EntityReplay {
  private final Entity entity;
  private final Timeline timeline;
  private final PastIncidents past;
  private final List<FiredIncident> incidents = new ArrayList<>();
  private int steps;
  private int anomalous;
  private double coverage;
  private boolean conservative;

  EntityReplay(Entity entity, GroupConfig group, Grid range) {
    this.entity = entity;
    this.timeline = new Timeline(range);
    this.past =
        new PastIncidents(
            group, incident -> incidents.add(FiredIncident.of(entity, incident, range.step())));
  }

  void take(Scorer scorer, Score score, Frame window) {
    if (score.coverage() == 0) {
      past.missed();
      return;
    }
    steps++;
    anomalous += score.isAnomalous() ? 1 : 0;
    coverage += score.coverage();
    conservative = scorer.isConservative(entity); // as the last model has it
    timeline.add(score.time().toEpochMilli(), score.highest());
    past.scored(scorer, score, window);
  }

  /** So many steps without any value. */
  void missed(int count) {
    for (int i = 0; i < count; i++) {
      past.missed();
    }
  }

  /** The model that scored so far is about to be closed. */
  void settle() {
    past.settle();
  }

  void end() {
    past.end();
  }

  List<FiredIncident> incidents() {
    return List.copyOf(incidents);
  }

  EntityResult result() {
    return new EntityResult(
        entity,
        steps,
        anomalous,
        steps == 0 ? 0 : coverage / steps,
        conservative,
        timeline.grid().step().multipliedBy(steps),
        incidents.size(),
        timeline);
  }
}
