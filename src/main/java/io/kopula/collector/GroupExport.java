package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.export.MetricSink.Row;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** A group's metrics: fills the catalogue's instruments that belong to it. */
final class GroupExport {
  private final String group;
  private final String by;
  private final MetricSink sink;

  GroupExport(GroupConfig group, MetricSink sink) {
    this.group = group.name();
    this.by = String.join(",", group.by());
    this.sink = sink;
  }

  /** Replaces everything that is told of the group's entities. */
  void entities(Collection<EntityTrack> tracks) {
    sink.setGauge(Metric.GROUP_INFO, group, List.of(new Row(with("by", by), 1)));
    EntityRows rows = new EntityRows(group, tracks);
    EntityRows.METRICS.forEach(gauge -> sink.setGauge(gauge, group, rows.of(gauge)));
    sink.setGauge(
        Metric.UNEXPLAINED_ENTITIES, group, List.of(new Row(labels(), rows.unexplained())));
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
        (entity, scorer) ->
            rows.add(
                new Row(EntityRows.labels(group, entity), scorer.isConservative(entity) ? 1 : 0)));
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
