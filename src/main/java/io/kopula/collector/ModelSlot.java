package io.kopula.collector;

import io.kopula.collector.GroupStatus.FitStatus;
import io.kopula.collector.ModelWork.Model;
import io.kopula.collector.ModelWork.NothingNew;
import io.kopula.collector.ModelWork.Outcome;
import io.kopula.collector.ModelWork.Result;
import io.kopula.collector.ModelWork.TooLittleHistory;
import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Executor;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The place of one model: the scorer in use, and the fit or adoption that will replace it. The old
 * scorer is used until the new one is ready; both change hands on the cycle's thread only. What
 * others may ask at any time is volatile.
 */
final class ModelSlot {
  private static final Logger LOG = Logger.getLogger(ModelSlot.class);
  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  /** How often the store is asked for what other processes have fitted. */
  private static final Duration LOOK_EVERY = Duration.ofSeconds(30);

  private final ModelKey key;
  private final ModelSpec spec;
  private final GroupConfig group;
  private final ModelProvider provider;
  private final FitHistory history;
  private final Executor background;
  private final InstantSource clock;
  private final GroupExport export;
  private final Tries fitTries;
  private final Tries adoptTries;
  private @Nullable ModelWork work;
  private boolean adopting;
  private @Nullable Instant lookedAt;
  private volatile @Nullable Scorer scorer;
  private volatile @Nullable FitStatus progress;

  /** How attempts of one kind went. */
  private static final class Tries {
    private final FailureLog failures;
    private final BackOff backOff;
    private volatile @Nullable String problem;

    Tries(String subject, Duration first) {
      failures = new FailureLog(LOG, subject);
      backOff = new BackOff(first, LONGEST_PAUSE);
    }

    void succeeded() {
      problem = null;
      failures.recovered();
      backOff.succeeded();
    }
  }

  ModelSlot(
      ModelKey key,
      ModelSpec spec,
      GroupConfig group,
      ModelProvider provider,
      FitHistory history,
      Executor background,
      InstantSource clock,
      GroupExport export) {
    this.key = key;
    this.spec = spec;
    this.group = group;
    this.provider = provider;
    this.history = history;
    this.background = background;
    this.clock = clock;
    this.export = export;
    this.fitTries = new Tries(key + ": fit", group.step());
    this.adoptTries = new Tries(key + ": adoption", group.step());
  }

  ModelKey key() {
    return key;
  }

  @Nullable Scorer scorer() {
    return scorer;
  }

  /** How far the work is that is under way, null while there is none. */
  @Nullable FitStatus progress() {
    return progress;
  }

  /** Why there is no model, or no newer one; null when all is well. */
  @Nullable String problem() {
    return fitTries.problem == null ? adoptTries.problem : fitTries.problem;
  }

  boolean isWorking() {
    return work != null;
  }

  /** Takes the stored model where there is one. */
  void load() {
    try {
      provider.load(key, spec).ifPresent(stored -> scorer = stored);
      Scorer loaded = scorer;
      if (loaded != null) {
        LOG.infof("%s: scores with model %s of %s", key, loaded.version(), loaded.fittedAt());
      }
    } catch (Throwable failure) {
      Failures.rethrowFatal(failure);
      fitTries.failures.failed("load", failure);
      export.fitFailed("load");
    }
  }

  /** Takes up what the background has finished. */
  void takeUp() {
    Outcome outcome = work == null ? null : work.poll();
    if (outcome == null) {
      return;
    }
    work = null;
    progress = null;
    Tries tries = adopting ? adoptTries : fitTries;
    Result result = outcome.result();
    Throwable failure = outcome.failure();
    if (result instanceof Model model) {
      swap(model);
      tries.succeeded();
    } else if (result instanceof NothingNew) {
      LOG.debugf("%s: the store has no newer model", key);
    } else if (result instanceof TooLittleHistory tooLittle) {
      tries.problem = adopting ? null : tooLittle.toString();
      long missing = Math.max(1, (long) tooLittle.needed() - tooLittle.points());
      tries.backOff.failed(clock.instant(), group.step().multipliedBy(missing));
      LOG.debugf("%s: %s", key, tooLittle);
    } else if (failure != null && !isAbandoned(failure)) {
      String kind = Failures.kind(failure);
      tries.problem =
          (adopting ? "adoption" : "fit") + " failed (" + kind + "): " + failure.getMessage();
      export.fitFailed(kind);
      tries.failures.failed(kind, failure);
      tries.backOff.failed(clock.instant());
    }
  }

  /**
   * Starts a fit when there is no model or the one in use is due for a new one, else an adoption
   * when the shared model does not know all entities, else now and then a look for what other
   * processes have fitted.
   *
   * @param step the newest one, at which history ends
   * @param fits whether to fit this model is the business of this process
   */
  void schedule(Instant step, Collection<Entity> seen, boolean fits) {
    if (work != null) {
      return;
    }
    Instant now = clock.instant();
    Scorer current = scorer;
    if (fits && isDue(current, now) && fitTries.backOff.isOver(now)) {
      start(false, () -> fit(current, step));
      return;
    }
    if (current != null && key.entity() == null && adoptTries.backOff.isOver(now)) {
      Set<Entity> unknown = new TreeSet<>(seen);
      unknown.removeAll(current.entities());
      if (!unknown.isEmpty()) {
        start(true, () -> adopt(current, unknown, step));
        return;
      }
    }
    if (lookedAt == null) {
      lookedAt = now; // it has just been loaded
    } else if (!now.isBefore(lookedAt.plus(LOOK_EVERY))) {
      lookedAt = now;
      adopting = false;
      work = ModelWork.start(key.toString(), () -> look(current), background); // no fit to show
    }
  }

  /** The clock was set back: no try waits for a time to come. */
  void beginAnew() {
    lookedAt = null;
    fitTries.backOff.succeeded();
    adoptTries.backOff.succeeded();
  }

  /** Ends the work under way, without waiting for it. */
  void cancel() {
    if (work != null) {
      work.cancel();
      work = null;
      progress = null;
    }
  }

  /** Closes the scorer; not while it is in use. */
  void close() {
    Scorer current = scorer;
    scorer = null;
    if (current != null) {
      current.close();
    }
  }

  private void start(boolean adoption, ModelWork.Task task) {
    adopting = adoption;
    progress = new FitStatus("waiting", 0);
    work = ModelWork.start(key.toString(), task, background);
  }

  private boolean isDue(@Nullable Scorer current, Instant now) {
    return current == null || !now.isBefore(current.fittedAt().plus(group.fit().every()));
  }

  /** The newest stored model, if it is newer than the one in use. */
  private Result look(@Nullable Scorer current) {
    Instant newest = current == null ? Instant.MIN : current.fittedAt();
    return provider
        .loadNewer(key, spec, newest)
        .<Result>map(stored -> new Model(stored, null))
        .orElseGet(NothingNew::new);
  }

  private Result fit(@Nullable Scorer current, Instant step) throws Exception {
    if (look(current) instanceof Model stored) {
      return stored; // somebody else was quicker
    }
    progress = new FitStatus("reading history", 0);
    Entity entity = key.entity();
    List<Frame> all = history.read(step);
    List<Frame> ours = entity == null ? all : FitHistory.of(all, Set.of(entity));
    List<Frame> enough = withEnough(ours);
    if (enough.isEmpty()) {
      return tooLittle(ours);
    }
    progress = new FitStatus("preparing", 0);
    Instant started = clock.instant();
    Scorer fitted = provider.fit(key, spec, enough, this::follow);
    return new Model(fitted, Duration.between(started, clock.instant()));
  }

  /** Shows how far a fit is, and logs what it takes up. */
  private void follow(String phase, double done) {
    FitStatus last = progress;
    if (last == null || !last.phase().equals(phase)) {
      LOG.infof("%s: fit: %s", key, phase);
    }
    progress = new FitStatus(phase, done);
  }

  private Result adopt(Scorer current, Set<Entity> unknown, Instant step) throws Exception {
    List<Frame> theirs = FitHistory.of(history.read(step), unknown);
    List<Frame> enough = withEnough(theirs);
    if (enough.isEmpty()) {
      return tooLittle(theirs);
    }
    progress = new FitStatus("adopting", 0);
    Instant started = clock.instant();
    Scorer adopted = provider.adopt(current, enough);
    return new Model(adopted, Duration.between(started, clock.instant()));
  }

  private List<Frame> withEnough(List<Frame> frames) {
    int needed = group.fit().minPoints();
    return frames.stream().filter(frame -> FitHistory.points(frame) >= needed).toList();
  }

  private TooLittleHistory tooLittle(List<Frame> frames) {
    return new TooLittleHistory(FitHistory.mostPoints(frames), group.fit().minPoints());
  }

  private void swap(Model model) {
    Scorer old = scorer;
    Scorer fresh = model.scorer();
    Duration took = model.took();
    scorer = fresh;
    if (old != null && old != fresh) {
      old.close();
    }
    if (adopting) {
      LOG.infof("%s: model %s knows %d entities", key, fresh.version(), fresh.entities().size());
    } else if (took == null) {
      LOG.infof("%s: scores with model %s of %s", key, fresh.version(), fresh.fittedAt());
    } else {
      export.fitted(took);
      LOG.infof("%s: scores with model %s, fitted in %s", key, fresh.version(), took);
    }
  }

  private static boolean isAbandoned(Throwable failure) {
    return failure instanceof CancellationException || failure instanceof InterruptedException;
  }
}
