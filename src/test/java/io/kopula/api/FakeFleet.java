package io.kopula.api;

import io.kopula.collector.EntityHistory;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.Histories;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Many services of one group, of which one has cpu that does not follow its traffic for a while.
 */
final class FakeFleet {
  static final List<String> VARIABLES = List.of("request_rate", "error_ratio", "latency", "cpu");
  static final int STEPS = 120;
  static final int STEP_SECONDS = 30;
  static final int CULPRIT = 3;

  /** Steps ago at which the incident began; it goes on. */
  static final int ONSET = 20;

  private FakeFleet() {}

  static Entity entity(int number) {
    return Entity.of(Map.of("cluster", "eu-1", "service", "service-%03d".formatted(number)));
  }

  /** Services, each scored, one of them in an incident. */
  static List<EntityStatus> entities(int count, int anomalous) {
    List<EntityStatus> entities = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Score last = i == anomalous ? score(entity(i), 0) : quiet(entity(i), new Random(i));
      boolean active = i == anomalous;
      entities.add(
          new EntityStatus(
              "fleet",
              entity(i),
              EntityState.SCORED,
              last,
              active,
              active ? last.time().minusSeconds((long) ONSET * STEP_SECONDS) : null));
    }
    return entities;
  }

  /** The history of the service in an incident, and of others that are never anomalous. */
  static Map<Entity, EntityHistory> histories(int anomalous, int... others) {
    Map<Entity, EntityHistory> histories = new LinkedHashMap<>();
    histories.put(entity(anomalous), history(entity(anomalous), true));
    for (int other : others) {
      histories.put(entity(other), history(entity(other), false));
    }
    return histories;
  }

  private static EntityHistory history(Entity entity, boolean anomalous) {
    Random random = new Random(7);
    List<Score> scores = new ArrayList<>();
    List<Frame> rows = new ArrayList<>();
    for (int ago = STEPS - 1; ago >= 0; ago--) {
      if (ago >= 70 && ago < 75) {
        continue; // the source did not answer
      }
      Score quiet = quiet(entity, random);
      boolean broken = anomalous && ago <= ONSET;
      Score score = broken ? score(entity, ago) : at(quiet, ago);
      scores.add(score);
      rows.add(row(score, broken, random));
    }
    return Histories.of(scores, rows);
  }

  private static Score at(Score score, int ago) {
    return new Score(
        score.entity(),
        FakeCollectorStatus.NOW.minusSeconds((long) ago * STEP_SECONDS),
        score.value(),
        score.relations(),
        score.coverage(),
        score.contributions(),
        expectations(ago));
  }

  private static Score score(Entity entity, int ago) {
    double relations = 2.1 + 0.3 * Math.sin(ago);
    return at(
        new Score(
            entity,
            FakeCollectorStatus.NOW,
            0.7,
            relations,
            1,
            List.of(
                new Contribution("request_rate", 0.05, 0.15 * relations),
                new Contribution("error_ratio", 0, -0.02),
                new Contribution("latency", 0.05, 0.02),
                new Contribution("cpu", 0.1, 0.85 * relations - 0.2)),
            List.of()),
        ago);
  }

  private static Score quiet(Entity entity, Random random) {
    double value = 0.2 + 0.5 * random.nextDouble();
    List<Contribution> contributions =
        VARIABLES.stream().map(each -> new Contribution(each, value / 5, value / 20)).toList();
    return new Score(
        entity, FakeCollectorStatus.NOW, value, 0.3 * value, 1, contributions, List.of());
  }

  /** What traffic would have each variable be. */
  private static double expected(int variable, int ago) {
    double traffic = 400 + 150 * Math.sin((STEPS - ago) / 18.0);
    return List.of(traffic, 0.01, 0.08 + traffic / 4000, traffic / 120).get(variable);
  }

  private static List<Expectation> expectations(int ago) {
    List<Expectation> expectations = new ArrayList<>();
    for (int i = 0; i < VARIABLES.size(); i++) {
      double median = expected(i, ago);
      expectations.add(new Expectation(VARIABLES.get(i), median, 0.85 * median, 1.15 * median));
    }
    return expectations;
  }

  private static Frame row(Score score, boolean broken, Random random) {
    int ago =
        (int) ((FakeCollectorStatus.NOW.getEpochSecond() - score.time().getEpochSecond()) / 30);
    double[] values = new double[VARIABLES.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = expected(i, ago) * (1 + 0.05 * random.nextGaussian());
    }
    if (broken) {
      values[CULPRIT] *= 0.5;
    }
    return Frame.of(
        score.entity(),
        VARIABLES,
        new Grid(score.time().toEpochMilli(), STEP_SECONDS * 1000L, 1),
        values);
  }
}
