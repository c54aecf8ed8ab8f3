package io.kopula.collector;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.export.MetricSink.Row;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A group's metrics: fills the catalogue's instruments that belong to it. */
final class GroupExport {
  /** Contributions are exported while a score is at least this, ... */
  static final double CONTRIBUTION_FLOOR = 0.8;

  /** ... and only for so many variables, the largest: their number stays bounded. */
  static final int CONTRIBUTION_VARIABLES = 5;

  private final String group;
  private final MetricSink sink;

  GroupExport(String group, MetricSink sink) {
    this.group = group;
    this.sink = sink;
  }

  /** Replaces everything that is told of the group's entities. */
  void entities(Collection<EntityTrack> tracks) {
    Map<Metric, List<Row>> rows = new HashMap<>();
    for (EntityTrack track : tracks) {
      Score score = track.score();
      Frame row = track.lastRow();
      if (score != null && row != null) {
        scored(rows, track, score);
        contributions(rows, score);
        expectations(rows, score);
        values(rows, track.entity(), row);
      }
    }
    for (Metric gauge :
        List.of(
            Metric.ANOMALY_SCORE,
            Metric.RELATIONS_SCORE,
            Metric.ANOMALY_ACTIVE,
            Metric.ANOMALY_CONTRIBUTION,
            Metric.COVERAGE_RATIO,
            Metric.LAST_SCORED_TIMESTAMP_SECONDS,
            Metric.VARIABLE_VALUE,
            Metric.VARIABLE_EXPECTED,
            Metric.VARIABLE_EXPECTED_LOWER,
            Metric.VARIABLE_EXPECTED_UPPER)) {
      sink.setGauge(gauge, group, rows.getOrDefault(gauge, List.of()));
    }
    sink.setGauge(
        Metric.ENTITIES,
        group,
        Arrays.stream(EntityState.values())
            .map(
                state ->
                    new Row(
                        with("state", state.label()),
                        (double) tracks.stream().filter(track -> track.state() == state).count()))
            .toList());
  }

  /** Replaces what is told of the models in use. */
  void models(Collection<ModelSlot> slots) {
    List<Row> infos = new ArrayList<>();
    List<Row> times = new ArrayList<>();
    for (ModelSlot slot : slots) {
      Scorer scorer = slot.scorer();
      if (scorer != null) {
        Entity entity = slot.key().entity();
        String model = entity == null ? "shared" : entity.id();
        infos.add(new Row(Map.of("group", group, "model", model, "version", scorer.version()), 1));
        times.add(new Row(with("model", model), seconds(scorer.fittedAt())));
      }
    }
    sink.setGauge(Metric.MODEL_INFO, group, infos);
    sink.setGauge(Metric.MODEL_FITTED_TIMESTAMP_SECONDS, group, times);
  }

  /**
   * Replaces what is told of the entities' thresholds.
   *
   * @param scorers of those entities that a model knows
   */
  void calibrations(Map<Entity, Scorer> scorers) {
    List<Row> rows = new ArrayList<>();
    scorers.forEach(
        (entity, scorer) -> rows.add(new Row(of(entity), scorer.isConservative(entity) ? 1 : 0)));
    sink.setGauge(Metric.MODEL_CALIBRATION_CONSERVATIVE, group, rows);
  }

  void fitted(Duration took) {
    sink.setGauge(
        Metric.MODEL_FIT_DURATION_SECONDS, group, List.of(new Row(labels(), seconds(took))));
    sink.increment(Metric.MODEL_FITS_TOTAL, labels(), 1);
  }

  void fitFailed(String kind) {
    sink.increment(Metric.MODEL_FIT_FAILURES_TOTAL, with("kind", kind), 1);
  }

  void cycle(CycleResult result, Duration took) {
    sink.increment(Metric.CYCLES_TOTAL, with("result", result.label()), 1);
    sink.observe(Metric.CYCLE_DURATION_SECONDS, labels(), seconds(took));
  }

  void cycleFailed(String kind) {
    sink.increment(Metric.CYCLE_FAILURES_TOTAL, with("kind", kind), 1);
  }

  void overran(long steps) {
    sink.increment(Metric.CYCLE_OVERRUNS_TOTAL, labels(), (double) steps);
  }

  void sourceFailed(String kind, int queries) {
    sink.increment(Metric.SOURCE_FAILURES_TOTAL, with("kind", kind), queries);
  }

  void warned(int warnings) {
    sink.increment(Metric.SOURCE_WARNINGS_TOTAL, labels(), warnings);
  }

  private void scored(Map<Metric, List<Row>> rows, EntityTrack track, Score score) {
    Map<String, String> labels = of(track.entity());
    add(rows, Metric.ANOMALY_SCORE, labels, score.value());
    add(rows, Metric.RELATIONS_SCORE, labels, score.relations());
    add(rows, Metric.ANOMALY_ACTIVE, labels, track.incident().isActive() ? 1 : 0);
    add(rows, Metric.COVERAGE_RATIO, labels, score.coverage());
    add(rows, Metric.LAST_SCORED_TIMESTAMP_SECONDS, labels, seconds(score.time()));
  }

  private void contributions(Map<Metric, List<Row>> rows, Score score) {
    if (score.highest() < CONTRIBUTION_FLOOR) {
      return;
    }
    score.contributions().stream()
        .sorted(
            Comparator.comparingDouble((Contribution each) -> Math.abs(each.total())).reversed())
        .limit(CONTRIBUTION_VARIABLES)
        .forEach(
            each -> {
              part(rows, score.entity(), each.variable(), "marginal", each.marginal());
              part(rows, score.entity(), each.variable(), "dependence", each.dependence());
            });
  }

  private void part(
      Map<Metric, List<Row>> rows, Entity entity, String variable, String part, double value) {
    Map<String, String> labels = of(entity);
    labels.put("variable", variable);
    labels.put("part", part);
    add(rows, Metric.ANOMALY_CONTRIBUTION, labels, value);
  }

  private void expectations(Map<Metric, List<Row>> rows, Score score) {
    for (Expectation each : score.expectations()) {
      Map<String, String> labels = of(score.entity());
      labels.put("variable", each.variable());
      add(rows, Metric.VARIABLE_EXPECTED, labels, each.median());
      add(rows, Metric.VARIABLE_EXPECTED_LOWER, labels, each.lower());
      add(rows, Metric.VARIABLE_EXPECTED_UPPER, labels, each.upper());
    }
  }

  private void values(Map<Metric, List<Row>> rows, Entity entity, Frame row) {
    for (int variable = 0; variable < row.variables().size(); variable++) {
      if (row.isPresent(0, variable)) {
        Map<String, String> labels = of(entity);
        labels.put("variable", row.variables().get(variable));
        add(rows, Metric.VARIABLE_VALUE, labels, row.value(0, variable));
      }
    }
  }

  private static void add(
      Map<Metric, List<Row>> rows, Metric metric, Map<String, String> labels, double value) {
    rows.computeIfAbsent(metric, absent -> new ArrayList<>()).add(new Row(labels, value));
  }

  private Map<String, String> of(Entity entity) {
    Map<String, String> labels = new HashMap<>(entity.labels());
    labels.put("group", group);
    return labels;
  }

  private Map<String, String> labels() {
    return Map.of("group", group);
  }

  private Map<String, String> with(String label, String value) {
    return Map.of("group", group, label, value);
  }

  private static double seconds(Duration duration) {
    return duration.toNanos() / 1e9;
  }

  private static double seconds(Instant time) {
    return time.toEpochMilli() / 1e3;
  }
}
