package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.GroupState;
import io.kopula.collector.GroupStatus;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Score;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Stands in for the collector: says what a test put into it. Enabled by test profiles only. */
@Alternative
@Singleton
public class FakeCollectorStatus implements CollectorStatus {
  static final Instant NOW = Instant.parse("2026-11-23T10:00:30Z");

  private volatile List<GroupStatus> groups = List.of();
  private volatile Map<String, List<EntityStatus>> entities = Map.of();
  private volatile @Nullable RuntimeException failure;

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

  static EntityStatus waiting(String group, String service, EntityState state) {
    Entity entity = Entity.of(Map.of("cluster", "eu-1", "service", service));
    return new EntityStatus(group, entity, state, null, false, null);
  }
}
