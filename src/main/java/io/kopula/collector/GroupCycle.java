package io.kopula.collector;

import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.series.Entity;
import io.kopula.series.Grid;
import io.kopula.source.SourceException;
import io.kopula.window.FrameHistory;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import io.kopula.window.GroupReading.VariableFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What is done for a group at a step: read what is new, score, export, start fits that are due.
 * Whatever fails is counted and survived; the status is that of the last cycle.
 */
final class GroupCycle implements GridLoop.Cycle {
  private static final Logger LOG = Logger.getLogger(GroupCycle.class);

  /** Known steps that are read again, for samples that came late. */
  static final int REREAD_STEPS = 2;

  /**
   * A score is exported until it is so many steps old. An entity without any value, or a source
   * that does not answer, is gone from the scrape then.
   */
  static final int STALE_STEPS = 3;

  /** Steps read beyond the window, so that a few late ones leave it whole. */
  private static final int SPARE_STEPS = 4;

  /** How often a cycle that waits for answers looks how old its scores are. */
  private static final Duration PAUSE = Duration.ofMillis(200);

  private final GroupConfig group;
  private final GroupReader reader;
  private final FrameHistory history;
  private final GroupModels models;
  private final GroupScoring scoring;
  private final GroupExport export;
  private final InstantSource clock;
  private final FailureLog failures;
  private final Set<String> behind = new TreeSet<>(); // variables whose last steps were not read
  private @Nullable Instant completeUntil;
  private @Nullable Instant newest;
  private Instant expired = Instant.MIN; // the step at which scores were last looked through
  private Instant began = Instant.MIN; // the cycle under way
  private Duration usual = Duration.ZERO; // what the last cycle took that could read
  private boolean warned;
  private volatile Snapshot snapshot = Snapshot.EMPTY;

  /** What a cycle leaves for those who ask. */
  private record Snapshot(
      boolean read,
      boolean sourceAvailable,
      boolean scored,
      @Nullable Instant end,
      @Nullable String problem,
      List<EntityStatus> entities,
      @Nullable String maintenance,
      boolean elsewhere) {
    static final Snapshot EMPTY =
        new Snapshot(false, false, false, null, null, List.of(), null, false);

    Snapshot with(List<EntityStatus> others) {
      return new Snapshot(
          read, sourceAvailable, scored, end, problem, others, maintenance, elsewhere);
    }
  }

  GroupCycle(
      GroupConfig group,
      GroupReader reader,
      GroupModels models,
      GroupExport export,
      IncidentLog incidents,
      IncidentBook book,
      ThresholdFactors thresholds,
      InstantSource clock) {
    this.group = group;
    this.reader = reader;
    this.models = models;
    this.export = export;
    this.clock = clock;
    this.scoring = new GroupScoring(group, models, incidents, book, thresholds);
    this.history = new FrameHistory(names(group), group.step(), models.window() + SPARE_STEPS);
    this.failures = new FailureLog(LOG, group.name() + ": cycle");
  }

  @Override
  public void run(Instant step, long skipped) {
    Instant started = clock.instant();
    boolean setBack = newest != null && step.isBefore(newest);
    newest = step;
    try {
      if (skipped > 0) {
        export.overran(skipped);
        LOG.debugf("%s: %d steps before %s skipped", group.name(), skipped, step);
      }
      if (setBack) {
        beginAnew(step);
      }
      attempt(step, started);
    } catch (Throwable failure) {
      // only what comes from telling of failures: even that must not end the loop
      Failures.rethrowFatal(failure);
      tell(failure);
    }
  }

  private void tell(Throwable failure) {
    try {
      failures.failed(Failures.kind(failure), failure);
    } catch (OutOfMemoryError e) {
      return; // not even for a line of the log; the next cycle may have some
    }
  }

  /** The clock was set back: what is known of later steps would only be in the way. */
  private void beginAnew(Instant step) {
    LOG.warnf("%s: the clock was set back to %s: begins anew there", group.name(), step);
    endIncidents();
    history.clear();
    behind.clear();
    completeUntil = null;
    models.beginAnew();
    scoring.beginAnew();
  }

  GroupModels models() {
    return models;
  }

  /** From the next step on, other rules say what is worth an alarm. */
  void policy(AlarmPolicy next) {
    scoring.policy(next);
  }

  /** Says that incidents under way are over: nobody watches them any more. */
  void endIncidents() {
    scoring.expire(Instant.MAX, Set.of());
  }

  List<EntityStatus> entities() {
    return snapshot.entities();
  }

  @Nullable EntityHistory history(Entity entity) {
    return scoring.history(entity);
  }

  GroupStatus status() {
    Snapshot last = snapshot;
    ModelStatus model = models.model();
    Map<EntityState, Integer> counts = new EnumMap<>(EntityState.class);
    last.entities().forEach(entity -> counts.merge(entity.state(), 1, Integer::sum));
    return new GroupStatus(
        group.name(),
        group.by(),
        names(group),
        group.step(),
        state(last, model),
        last.sourceAvailable(),
        model,
        models.fit(),
        last.end(),
        last.problem() == null ? models.problem() : last.problem(),
        counts,
        last.maintenance(),
        last.elsewhere());
  }

  private static GroupState state(Snapshot last, @Nullable ModelStatus model) {
    if (model == null) {
      return last.read() ? GroupState.LEARNING : GroupState.STARTING;
    }
    if (last.end() == null) {
      return GroupState.STARTING;
    }
    return last.scored() ? GroupState.SCORING : GroupState.DEGRADED;
  }

  private void attempt(Instant step, Instant started) {
    boolean wasRead = false;
    boolean scored = false;
    Throwable problem = null;
    CycleResult result = CycleResult.SUCCESS;
    began = started;
    try {
      models.update(step, seen());
      Throwable unread = read(step);
      wasRead = true;
      models.update(step, seen());
      try {
        Throwable unscored = score(step);
        scored = scoring.tracks().stream().anyMatch(each -> each.state() == EntityState.SCORED);
        problem = unscored == null ? unread : unscored;
      } finally {
        models.schedule(step, seen()); // a new model may mend what has failed
      }
    } catch (Throwable failure) {
      Failures.rethrowFatal(failure);
      problem = failure;
      result = CycleResult.FAILURE;
    }
    if (problem == null) {
      failures.recovered();
    } else {
      result = result == CycleResult.FAILURE ? result : CycleResult.PARTIAL;
      export.cycleFailed(Failures.kind(problem));
      failures.failed(Failures.kind(problem), problem);
    }
    expire(step);
    publish(step, wasRead, scored, problem);
    export.models(models.slots());
    export.calibrations(models.scorers(owned(step)));
    Duration took = Duration.between(started, clock.instant());
    usual = wasRead ? took : usual;
    export.cycle(result, took);
  }

  /**
   * Takes scores back that are too old.
   *
   * @param step the newest one
   */
  private void expire(Instant step) {
    expired = step;
    scoring.expire(step.minus(group.step().multipliedBy(STALE_STEPS - 1)), seen());
    export.entities(scoring.tracks());
  }

  /** While the source is silent, too, scores must not grow old; a slow one is none. */
  private void waitOn() {
    Instant now = clock.instant();
    Instant due = Grid.floor(now.minus(group.latencyOffset()), group.step());
    if (due.isAfter(expired) && now.isAfter(began.plus(usual.multipliedBy(2)))) {
      expire(due);
      snapshot = snapshot.with(statuses());
    }
  }

  private List<EntityStatus> statuses() {
    return scoring.tracks().stream().map(track -> track.status(group.name())).toList();
  }

  /** Scores what this process owns; what it no longer does is forgotten. */
  private @Nullable ScoringException score(Instant step) throws ScoringException {
    Predicate<Entity> owned = models.owned(step);
    scoring.keepOnly(owned);
    return scoring.score(
        history.windows(models.window(), step).stream()
            .filter(window -> owned.test(window.entity()))
            .toList());
  }

  private void publish(Instant step, boolean wasRead, boolean scored, @Nullable Throwable problem) {
    snapshot =
        new Snapshot(
            snapshot.read() || wasRead,
            wasRead,
            scored,
            clock.instant(),
            problem == null ? null : Failures.kind(problem) + ": " + problem.getMessage(),
            statuses(),
            scoring.maintenance(step),
            scoring.tracks().isEmpty() && !seen().isEmpty());
  }

  /**
   * Reads what is new. When a variable can be read again, all are once more since the last complete
   * reading, at most a window; until then it costs the others nothing.
   *
   * @return the failure of a variable, null when all were read
   */
  private @Nullable SourceException read(Instant step) throws SourceException {
    GroupReading reading = append(history.missing(step, REREAD_STEPS));
    if (!failed(reading).containsAll(behind)) {
      reading = append(history.missing(step, REREAD_STEPS + incompleteSteps()));
    }
    warn(reading.warnings());
    behind.clear();
    behind.addAll(failed(reading));
    if (reading.isComplete()) {
      completeUntil = step;
      return null;
    }
    VariableFailure first = reading.failures().get(0);
    return new SourceException(first.kind(), first.toString(), first.cause());
  }

  private GroupReading append(Grid grid) throws SourceException {
    GroupReading reading = readCounted(grid);
    history.append(reading);
    for (VariableFailure failure : reading.failures()) {
      export.sourceFailed(failure.kind().label(), 1);
    }
    return reading;
  }

  private static Set<String> failed(GroupReading reading) {
    return reading.failures().stream().map(VariableFailure::variable).collect(Collectors.toSet());
  }

  /** Aloud when warnings begin, such as that series share labels; then at debug until they end. */
  private void warn(List<String> warnings) {
    if (!warnings.isEmpty()) {
      export.warned(warnings.size());
      LOG.logf(
          warned ? Logger.Level.DEBUG : Logger.Level.WARN,
          "%s: %s",
          group.name(),
          String.join("; ", warnings));
    }
    warned = !warnings.isEmpty();
  }

  private GroupReading readCounted(Grid grid) throws SourceException {
    try {
      return reader.read(group, grid, PAUSE, this::waitOn);
    } catch (SourceException e) {
      export.sourceFailed(e.kind().label(), group.variables().size());
      throw e;
    }
  }

  /** Steps of the history that some variable is still to be read for. */
  private int incompleteSteps() {
    Grid known = history.grid();
    return completeUntil == null
        ? known.length()
        : (int)
            Math.min(
                known.length(),
                Math.max(
                    0,
                    Duration.between(completeUntil, known.time(known.length() - 1))
                        .dividedBy(group.step())));
  }

  private Set<Entity> owned(Instant step) {
    return seen().stream().filter(models.owned(step)).collect(Collectors.toSet());
  }

  private SortedSet<Entity> seen() {
    return new TreeSet<>(history.entities());
  }

  private static List<String> names(GroupConfig group) {
    return group.variables().stream().map(VariableConfig::name).toList();
  }
}
