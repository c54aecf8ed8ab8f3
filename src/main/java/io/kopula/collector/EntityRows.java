package io.kopula.collector;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is exported of a group's entities at a step. Of each entity there are at most four series a
 * variable, and while it is unusual two for each of the largest contributions, one a broken
 * relation and one of its kind. All these together are bounded for a group: those of entities that
 * are as usual are left out first, in a fixed order, so that which are there does not change with
 * every step.
 */
final class EntityRows {
  /** Most series of single variables in a group. */
  static final int MOST_SERIES = 10_000;

  /** Contributions are exported for so many variables of an entity, the largest. */
  static final int CONTRIBUTION_VARIABLES = 5;

  static final List<Metric> METRICS =
      List.of(
          Metric.ANOMALY_SCORE,
          Metric.RELATIONS_SCORE,
          Metric.ANOMALY_ACTIVE,
          Metric.ANOMALY_QUIET,
          Metric.THRESHOLD_FACTOR,
          Metric.ANOMALY_CONTRIBUTION,
          Metric.ANOMALY_KIND,
          Metric.BROKEN_RELATION,
          Metric.COVERAGE_RATIO,
          Metric.LAST_SCORED_TIMESTAMP_SECONDS,
          Metric.VARIABLE_VALUE,
          Metric.VARIABLE_EXPECTED,
          Metric.VARIABLE_EXPECTED_LOWER,
          Metric.VARIABLE_EXPECTED_UPPER);

  private static final Comparator<EntityTrack> UNUSUAL_FIRST =
      Comparator.<EntityTrack>comparingDouble(EntityRows::unusualScore)
          .reversed()
          .thenComparing(EntityTrack::entity);

  private final String group;
  private final Map<Metric, List<Row>> rows = new EnumMap<>(Metric.class);
  private int unexplained;

  EntityRows(String group, Collection<EntityTrack> tracks) {
    this.group = group;
    List<EntityTrack> scored = tracks.stream().filter(track -> track.score() != null).toList();
    scored.forEach(this::scored);
    bounded(scored.stream().sorted(UNUSUAL_FIRST).toList());
  }

  /** 0 for all that are as usual. */
  private static double unusualScore(EntityTrack track) {
    Score score = track.score();
    return score == null || score.highest() < Explanation.FLOOR ? 0 : score.highest();
  }

  List<Row> of(Metric metric) {
    return rows.getOrDefault(metric, List.of());
  }

  /** Scored entities whose series of single variables are left out. */
  int unexplained() {
    return unexplained;
  }

  private void scored(EntityTrack track) {
    Score score = track.score();
    if (score == null) {
      return;
    }
    Map<String, String> labels = Map.copyOf(labels(group, track.entity())); // once for all rows
    add(Metric.ANOMALY_SCORE, new Row(labels, score.value()));
    add(Metric.RELATIONS_SCORE, new Row(labels, score.relations()));
    add(Metric.ANOMALY_ACTIVE, new Row(labels, track.incident().isActive() ? 1 : 0));
    Quiet quiet = track.incident().quiet();
    if (quiet != null) {
      Map<String, String> why = new HashMap<>(labels);
      why.put("reason", quiet.reason().label());
      add(Metric.ANOMALY_QUIET, new Row(why, 1));
    }
    if (track.thresholdFactor() > 1) {
      add(Metric.THRESHOLD_FACTOR, new Row(labels, track.thresholdFactor()));
    }
    add(Metric.COVERAGE_RATIO, new Row(labels, score.coverage()));
    add(Metric.LAST_SCORED_TIMESTAMP_SECONDS, new Row(labels, seconds(score.time())));
  }

  private void bounded(List<EntityTrack> tracks) {
    int series = 0;
    for (int i = 0; i < tracks.size(); i++) {
      OfEntity own = new OfEntity(tracks.get(i));
      series += own.count();
      if (series > MOST_SERIES) {
        unexplained = tracks.size() - i; // all after it, too: their order keeps the choice steady
        return;
      }
      own.rows.forEach((metric, more) -> more.forEach(row -> add(metric, row)));
    }
  }

  private void add(Metric metric, Row row) {
    rows.computeIfAbsent(metric, absent -> new ArrayList<>()).add(row);
  }

  static Map<String, String> labels(String group, Entity entity) {
    Map<String, String> labels = new HashMap<>(entity.labels());
    labels.put("group", group);
    return labels;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1e3;
  }

  /** The series of one entity's variables. */
  private final class OfEntity {
    private final Entity entity;
    private final Map<Metric, List<Row>> rows = new EnumMap<>(Metric.class);

    OfEntity(EntityTrack track) {
      entity = track.entity();
      Score score = track.score();
      if (score != null) {
        score.expectations().forEach(this::expectation);
      }
      if (score != null && score.highest() >= Explanation.FLOOR) {
        score.contributions().stream()
            .sorted(Comparator.comparingDouble((Contribution c) -> -Math.abs(c.total())))
            .limit(CONTRIBUTION_VARIABLES)
            .forEach(this::contribution);
      }
      values(track.lastRow());
      Explanation explanation = track.explanation();
      if (explanation != null) {
        kind(explanation.kind());
        explanation.relations().forEach(this::relation);
      }
    }

    int count() {
      return rows.values().stream().mapToInt(List::size).sum();
    }

    private void expectation(Expectation each) {
      add(Metric.VARIABLE_EXPECTED, each.median(), "variable", each.variable());
      add(Metric.VARIABLE_EXPECTED_LOWER, each.lower(), "variable", each.variable());
      add(Metric.VARIABLE_EXPECTED_UPPER, each.upper(), "variable", each.variable());
    }

    private void values(@Nullable Frame row) {
      if (row == null) {
        return;
      }
      for (int variable = 0; variable < row.variables().size(); variable++) {
        if (row.isPresent(0, variable)) {
          add(
              Metric.VARIABLE_VALUE,
              row.value(0, variable),
              "variable",
              row.variables().get(variable));
        }
      }
    }

    private void contribution(Contribution each) {
      add(
          Metric.ANOMALY_CONTRIBUTION,
          each.marginal(),
          "variable",
          each.variable(),
          "part",
          "marginal");
      add(
          Metric.ANOMALY_CONTRIBUTION,
          each.dependence(),
          "variable",
          each.variable(),
          "part",
          "dependence");
    }

    private void kind(AnomalyKind kind) {
      add(Metric.ANOMALY_KIND, 1, "kind", kind.label());
    }

    private void relation(BrokenRelation each) {
      add(
          Metric.BROKEN_RELATION,
          each.deviation(),
          "variable",
          each.variable(),
          "other",
          each.other(),
          "movement",
          each.movement().label());
    }

    private void add(Metric metric, double value, String... more) {
      Map<String, String> labels = labels(group, entity);
      for (int i = 0; i < more.length; i += 2) {
        labels.put(more[i], more[i + 1]);
      }
      rows.computeIfAbsent(metric, absent -> new ArrayList<>()).add(new Row(labels, value));
    }
  }
}
