package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.series.Entity;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * How far the thresholds of a group's entities are raised by false alarms that people marked. The
 * factor of an entity is what leaves the highest score of each of them a little below 1, within a
 * bound. Safe for use by several threads.
 */
final class ThresholdFactors {
  /** How much lower than 1 the highest score of a false alarm would have been. */
  static final double MARGIN = 1.05;

  /** How often what others were told is read. */
  private static final Duration READ_EVERY = Duration.ofSeconds(30);

  private final String group;
  private final double most;
  private final FeedbackStore store;
  private final Executor background;
  private final AtomicBoolean reading = new AtomicBoolean();
  private volatile List<Mark> marks;
  private volatile Map<Entity, Double> current;
  private volatile Instant newest = Instant.EPOCH;
  private Instant readAt = Instant.EPOCH;

  /**
   * Begins with what this process knew last, and has what others were told read.
   *
   * @param most the highest factor, 1 or more
   * @param background reads the store, which may take long
   */
  ThresholdFactors(String group, double most, FeedbackStore store, Executor background) {
    this.group = group;
    this.most = most;
    this.store = store;
    this.background = background;
    this.marks = store.known(group);
    this.current = factors(marks);
    readInBackground();
  }

  /**
   * The factors that hold for a step, which is about to be scored: what is said from now on holds
   * for later ones. Waits for nothing; called by the group's cycle.
   *
   * @return those above 1
   */
  Map<Entity, Double> holdFor(Instant step) {
    newest = step.isAfter(newest) ? step : newest;
    if (step.isAfter(readAt.plus(READ_EVERY))) {
      readAt = step;
      readInBackground();
    }
    return current;
  }

  /** The clock was set back: steps to come are no longer before what is said now. */
  void beginAnew() {
    newest = Instant.EPOCH;
    readAt = Instant.EPOCH;
  }

  private void readInBackground() {
    if (reading.compareAndSet(false, true)) {
      background.execute(
          () -> {
            try {
              readAgain();
            } finally {
              reading.set(false);
            }
          });
    }
  }

  /** What other replicas were told is in the same store. */
  private synchronized void readAgain() {
    take(store.load(group));
  }

  private void take(List<Mark> stored) {
    if (!stored.isEmpty()) { // nothing is unlearned because it cannot be read
      marks = stored;
      current = factors(stored);
    }
  }

  /** The factor that held for a step. */
  double at(Entity entity, Instant step) {
    double factor = 1;
    for (Mark mark : marks) {
      if (mark.after().isBefore(step) && mark.entity().equals(entity.labels())) {
        factor = mark.factor();
      }
    }
    return Math.min(factor, most);
  }

  /**
   * Takes up what an incident was.
   *
   * @throws IOException if it cannot be stored; then nothing has changed
   */
  synchronized Mark mark(Incident incident, Verdict verdict, String comment, Instant now)
      throws IOException {
    double highest = incident.highest() * at(incident.entity(), incident.peak());
    return mark(incident.id(), incident.entity().labels(), highest, verdict, comment, now);
  }

  /**
   * As above, of an incident that is known by an earlier answer only; empty where there is none.
   */
  synchronized Optional<Mark> mark(String incident, Verdict verdict, String comment, Instant now)
      throws IOException {
    Mark earlier =
        marks.stream()
            .filter(mark -> mark.incident().equals(incident))
            .reduce((older, newer) -> newer)
            .orElse(null);
    return earlier == null
        ? Optional.empty()
        : Optional.of(mark(incident, earlier.entity(), earlier.highest(), verdict, comment, now));
  }

  private Mark mark(
      String incident,
      Map<String, String> entity,
      double highest,
      Verdict verdict,
      String comment,
      Instant now)
      throws IOException {
    take(store.read(group));
    Map<String, Mark> latest = new LinkedHashMap<>();
    marks.stream()
        .filter(each -> each.entity().equals(entity))
        .forEach(each -> latest.put(each.incident(), each));
    Instant after = newest.equals(Instant.EPOCH) ? now : newest; // no step yet since the start
    Mark unrated = new Mark(incident, entity, now, after, verdict, comment, highest, 1);
    latest.put(incident, unrated);
    double wanted =
        latest.values().stream()
            .filter(each -> each.verdict() == Verdict.FALSE_ALARM)
            .mapToDouble(each -> each.highest() * MARGIN)
            .max()
            .orElse(1);
    double factor = Math.max(1, Math.min(most, wanted));
    Mark mark = new Mark(incident, entity, now, after, verdict, comment, highest, factor);
    List<Mark> more = new ArrayList<>(marks);
    more.add(mark);
    List<Mark> kept =
        List.copyOf(more.subList(Math.max(0, more.size() - FeedbackStore.MOST_MARKS), more.size()));
    store.save(group, kept);
    take(kept);
    return mark;
  }

  private Map<Entity, Double> factors(List<Mark> of) {
    Map<Entity, Double> factors = new HashMap<>();
    for (Mark mark : of) {
      factors.put(Entity.of(mark.entity()), Math.min(mark.factor(), most));
    }
    factors.values().removeIf(factor -> factor <= 1);
    return Map.copyOf(factors);
  }
}
