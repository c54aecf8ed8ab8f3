package io.kopula.collector;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a group stands after its last cycle.
 *
 * @param name unique among the groups
 * @param by labels whose combinations are its entities
 * @param variables names, in the order of the model
 * @param step the grid's spacing
 * @param sourceAvailable whether the last request to the metric source was answered; false until
 *     the first answer
 * @param model the model in use, null until there is one
 * @param fit the fit that is running, null while there is none
 * @param lastCycle end of the last cycle, null before the first one
 * @param lastError what went wrong in the last cycle or fit, for people; null once both succeed
 * @param entities how many entities there are in each state; every state is a key
 * @param maintenance name of the window that covered the last cycle's step; null for none
 * @param elsewhere whether it has entities, and other processes score all of them
 */
public record GroupStatus(
    String name,
    List<String> by,
    List<String> variables,
    Duration step,
    GroupState state,
    boolean sourceAvailable,
    @Nullable ModelStatus model,
    @Nullable FitStatus fit,
    @Nullable Instant lastCycle,
    @Nullable String lastError,
    Map<EntityState, Integer> entities,
    @Nullable String maintenance,
    boolean elsewhere) {
  public GroupStatus {
    by = List.copyOf(by);
    variables = List.copyOf(variables);
    Map<EntityState, Integer> counts = new EnumMap<>(EntityState.class);
    for (EntityState each : EntityState.values()) {
      counts.put(each, Objects.requireNonNullElse(entities.get(each), 0));
    }
    entities = Map.copyOf(counts);
  }

  /** A group without maintenance now, some of whose entities are this process's. */
  public GroupStatus(
      String name,
      List<String> by,
      List<String> variables,
      Duration step,
      GroupState state,
      boolean sourceAvailable,
      @Nullable ModelStatus model,
      @Nullable FitStatus fit,
      @Nullable Instant lastCycle,
      @Nullable String lastError,
      Map<EntityState, Integer> entities) {
    this(
        name,
        by,
        variables,
        step,
        state,
        sourceAvailable,
        model,
        fit,
        lastCycle,
        lastError,
        entities,
        null,
        false);
  }

  /**
   * The model in use; where each entity has its own, the one that was fitted last.
   *
   * @param version first 12 digits of the SHA-256 of its weights
   * @param fittedAt when it was fitted
   */
  public record ModelStatus(String version, Instant fittedAt) {}

  /**
   * How far a running fit is.
   *
   * @param phase what is being done, for people: "training", "calibrating"
   * @param fraction how much of the whole fit is done, 0..1
   */
  public record FitStatus(String phase, double fraction) {}
}
