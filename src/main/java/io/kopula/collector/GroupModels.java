package io.kopula.collector;

import io.kopula.collector.GroupStatus.FitStatus;
import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.model.Scope;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.sharing.Share;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The models of a group: a shared one, or one for each entity seen. Used by the group's cycle; what
 * tells the status may be asked by others.
 */
final class GroupModels {
  private final GroupConfig group;
  private final ModelSpec spec;
  private final ModelProvider provider;
  private final FitHistory history;
  private final Share share;
  private final Executor background;
  private final InstantSource clock;
  private final GroupExport export;
  private final @Nullable ModelSlot shared;
  private final Map<Entity, ModelSlot> own = new ConcurrentSkipListMap<>();
  private boolean sharedLoaded;

  GroupModels(
      GroupConfig group,
      ModelProvider provider,
      FitHistory history,
      Share share,
      Executor background,
      InstantSource clock,
      GroupExport export) {
    this.group = group;
    this.spec = specOf(group);
    this.provider = provider;
    this.history = history;
    this.share = share;
    this.background = background;
    this.clock = clock;
    this.export = export;
    this.shared = group.model().scope() == Scope.SHARED ? slot(null) : null;
  }

  /** What the group's configuration asks of a model. */
  static ModelSpec specOf(GroupConfig group) {
    return new ModelSpec(
        group.variables().stream().map(VariableConfig::name).toList(),
        group.step(),
        group.seasons(),
        group.zone(),
        group.alert().falseAlarmsPerWeek(),
        group.model().dependence(),
        group.model().hyperparameters());
  }

  int window() {
    return spec.window();
  }

  /**
   * Loads stored models of what is new, and takes up what the background has finished.
   *
   * @param step the newest one
   */
  void update(Instant step, SortedSet<Entity> seen) {
    if (shared != null) {
      if (!sharedLoaded) {
        sharedLoaded = true;
        shared.load();
      }
    } else {
      Set<Entity> owned = new TreeSet<>(seen);
      owned.removeIf(owned(step).negate());
      if (!seen.isEmpty()) { // nothing has been read yet, or the source has lost its data
        forgetAllBut(owned);
      }
      for (Entity entity : owned) {
        if (!own.containsKey(entity)) {
          ModelSlot slot = slot(entity);
          own.put(entity, slot);
          slot.load();
        }
      }
    }
    slots().forEach(ModelSlot::takeUp);
    if (slots().stream().noneMatch(ModelSlot::isWorking)) {
      history.release();
    }
  }

  /** Starts the fits that are due and this process's business, and adoptions. */
  void schedule(Instant step, Set<Entity> seen) {
    Predicate<String> owned = share.at(due(step));
    slots().forEach(slot -> slot.schedule(step, seen, owned.test(slot.key().toString())));
  }

  /** Whether this process scores an entity at a step. */
  Predicate<Entity> owned(Instant step) {
    Predicate<String> owned = share.at(due(step));
    return entity -> owned.test(new ModelKey(group.name(), entity).toString());
  }

  private Instant due(Instant step) {
    return step.plus(group.latencyOffset());
  }

  /** The scorer that knows an entity, null while there is none. */
  @Nullable Scorer scorerOf(Entity entity) {
    ModelSlot slot = shared == null ? own.get(entity) : shared;
    Scorer scorer = slot == null ? null : slot.scorer();
    return scorer != null && scorer.entities().contains(entity) ? scorer : null;
  }

  /** Of some entities, the scorers of those that a model knows. */
  Map<Entity, Scorer> scorers(Set<Entity> seen) {
    Map<Entity, Scorer> scorers = new LinkedHashMap<>();
    for (Entity entity : seen) {
      Scorer scorer = scorerOf(entity);
      if (scorer != null) {
        scorers.put(entity, scorer);
      }
    }
    return scorers;
  }

  Collection<ModelSlot> slots() {
    return shared == null ? own.values() : List.of(shared);
  }

  /** The model that was fitted last, null before the first. */
  @Nullable ModelStatus model() {
    return slots().stream()
        .map(ModelSlot::scorer)
        .filter(Objects::nonNull)
        .map(scorer -> new ModelStatus(scorer.version(), scorer.fittedAt()))
        .max(Comparator.comparing(ModelStatus::fittedAt))
        .orElse(null);
  }

  /** The work that has come farthest, null while there is none. */
  @Nullable FitStatus fit() {
    return slots().stream()
        .map(ModelSlot::progress)
        .filter(Objects::nonNull)
        .max(Comparator.comparingDouble(FitStatus::fraction))
        .orElse(null);
  }

  @Nullable String problem() {
    return slots().stream()
        .map(ModelSlot::problem)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  /** The clock was set back. */
  void beginAnew() {
    slots().forEach(ModelSlot::beginAnew);
  }

  /** Ends work under way, without waiting. */
  void cancel() {
    slots().forEach(ModelSlot::cancel);
  }

  /** Closes all scorers, which are no longer in use. */
  void close() {
    slots().forEach(ModelSlot::close);
  }

  private ModelSlot slot(@Nullable Entity entity) {
    return new ModelSlot(
        new ModelKey(group.name(), entity),
        spec,
        group,
        provider,
        history,
        background,
        clock,
        export);
  }

  private void forgetAllBut(Set<Entity> seen) {
    own.entrySet()
        .removeIf(
            entry -> {
              if (seen.contains(entry.getKey())) {
                return false;
              }
              entry.getValue().cancel();
              entry.getValue().close();
              return true;
            });
  }
}
