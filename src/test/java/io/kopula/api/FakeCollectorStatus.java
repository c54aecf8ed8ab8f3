package io.kopula.api;

import io.kopula.bundle.FeedbackStore;
import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityHistory;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.Explained;
import io.kopula.collector.ExplanationException;
import io.kopula.collector.ExplanationService;
import io.kopula.collector.GroupState;
import io.kopula.collector.GroupStatus;
import io.kopula.collector.Incident;
import io.kopula.collector.IncidentFeedback;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Movement;
import io.kopula.series.Score;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Stands in for the collector: says what a test put into it. Enabled by test profiles only. */
@Alternative
@Singleton
public class FakeCollectorStatus implements CollectorStatus, ExplanationService, IncidentFeedback {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:30Z");

  private volatile List<GroupStatus> groups = List.of();
  private volatile Map<String, List<EntityStatus>> entities = Map.of();
  private volatile Map<Entity, EntityHistory> histories = Map.of();
  private volatile @Nullable RuntimeException failure;
  private volatile @Nullable Explained explained;
  private volatile @Nullable ExplanationException unexplained;
  private volatile List<Incident> incidents = List.of();
  private volatile boolean unwritable;
  private volatile Optional<Instant> asked = Optional.empty();

  @Override
  public List<GroupStatus> groups() {
    if (failure != null) {
      throw failure;
    }
    return groups;
  }

  @Override
  public List<EntityStatus> entities(String group) {
    return Objects.requireNonNullElse(entities.get(group), List.of());
  }

  @Override
  public Optional<EntityHistory> history(String group, Entity entity) {
    return Optional.ofNullable(histories.get(entity));
  }

  @Override
  public List<Incident> incidents(String group) {
    return incidents.stream().filter(each -> each.group().equals(group)).toList();
  }

  void incidents(List<Incident> all) {
    incidents = all;
  }

  @Override
  public Optional<Marked> mark(String incident, FeedbackStore.Verdict verdict, String comment)
      throws IOException {
    if (unwritable) {
      throw new IOException("read-only file system");
    }
    return incidents.stream()
        .filter(each -> each.id().equals(incident))
        .findFirst()
        .map(
            each ->
                new Marked(
                    each.group(),
                    new FeedbackStore.Mark(
                        incident,
                        each.entity().labels(),
                        NOW,
                        NOW,
                        verdict,
                        comment,
                        each.highest(),
                        Math.min(2, each.highest() * 1.05)),
                    2));
  }

  void unwritable(boolean refuses) {
    unwritable = refuses;
  }

  void histories(Map<Entity, EntityHistory> kept) {
    histories = kept;
  }

  @Override
  public Explained explain(String group, String entity, Optional<Instant> at)
      throws ExplanationException {
    asked = at;
    if (unexplained != null) {
      throw unexplained;
    }
    return Objects.requireNonNull(explained);
  }

  void explain(Explained answer) {
    explained = answer;
    unexplained = null;
  }

  void explain(ExplanationException refusal) {
    unexplained = refusal;
  }

  Optional<Instant> asked() {
    return asked;
  }

  void set(List<GroupStatus> groups, Map<String, List<EntityStatus>> entities) {
    this.groups = groups;
    this.entities = entities;
    failure = null;
  }

  void fail(RuntimeException failure) {
    this.failure = failure;
  }

  static GroupStatus scoring(String name) {
    return new GroupStatus(
        name,
        List.of("cluster", "service"),
        List.of("request_rate", "error_ratio"),
        Duration.ofSeconds(30),
        GroupState.SCORING,
        true,
        new GroupStatus.ModelStatus("9f86d081884c", Instant.parse("2026-11-23T00:00:00Z")),
        null,
        NOW,
        null,
        Map.of(EntityState.SCORED, 2, EntityState.LEARNING, 1));
  }

  /** One whose entities are all of other processes. */
  static GroupStatus elsewhere(String name) {
    return new GroupStatus(
        name,
        List.of("instance"),
        List.of("cpu"),
        Duration.ofSeconds(30),
        GroupState.LEARNING,
        true,
        null,
        null,
        NOW,
        null,
        Map.of(),
        null,
        true);
  }

  static GroupStatus learning(String name) {
    return new GroupStatus(
        name,
        List.of(),
        List.of("cpu"),
        Duration.ofMillis(500),
        GroupState.LEARNING,
        false,
        null,
        new GroupStatus.FitStatus("training", 0.404),
        null,
        "unavailable: connection refused",
        Map.of());
  }

  static EntityStatus scored(String group, String service, double score) {
    boolean active = score > Score.THRESHOLD;
    Entity entity = Entity.of(Map.of("cluster", "eu-1", "service", service));
    return new EntityStatus(
        group,
        entity,
        EntityState.SCORED,
        new Score(
            entity,
            NOW,
            score,
            0.5,
            List.of(
                new Contribution("request_rate", -0.1, 0.0),
                new Contribution("latency", 0.0, -0.3),
                new Contribution("error_ratio", 0.1, score))),
        active,
        active ? NOW.minusSeconds(60) : null);
  }

  /** Of cart: cpu does not follow the traffic, latency has no value. */
  static Explained explained(List<String> warnings) {
    Entity entity = Entity.of(Map.of("cluster", "eu-1", "service", "cart"));
    List<String> variables = List.of("request_rate", "cpu", "latency");
    Score score =
        new Score(
            entity,
            NOW,
            0.4,
            1.72,
            2.0 / 3,
            List.of(
                new Contribution("request_rate", 0.02, 0.3),
                new Contribution("cpu", 0.1, 1.3),
                new Contribution("latency", 0, 0)),
            List.of(new Expectation("cpu", 4, 3.5, 4.5)));
    return new Explained(
        new Explanation(
            score,
            AnomalyKind.DEPENDENCE,
            List.of(new BrokenRelation("request_rate", "cpu", 0.87, Movement.ALONE, 7.4))),
        Frame.of(
            entity,
            variables,
            new Grid(NOW.minusSeconds(30).toEpochMilli(), 30_000, 2),
            new double[] {80, 4, 0.2, 85, 1.5, Double.NaN}),
        new GroupStatus.ModelStatus("9f86d081884c", Instant.parse("2026-11-23T00:00:00Z")),
        warnings);
  }

  static EntityStatus waiting(String group, String service, EntityState state) {
    Entity entity = Entity.of(Map.of("cluster", "eu-1", "service", service));
    return new EntityStatus(group, entity, state, null, false, null);
  }
}
