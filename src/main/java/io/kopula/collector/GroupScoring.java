package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.explanation.Explainer;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Scores the entities of a group and follows their incidents. Used by the group's cycle. */
final class GroupScoring {
  private final String group;
  private final int forSteps;
  private final IncidentBook book;
  private final ThresholdFactors thresholds;
  private volatile AlarmPolicy policy;
  private Map<Entity, Double> factors = Map.of(); // that hold for the step under way
  private final GroupModels models;
  private final IncidentLog incidents;
  private final Map<Entity, EntityTrack> tracks = new ConcurrentSkipListMap<>();

  GroupScoring(
      GroupConfig group,
      GroupModels models,
      IncidentLog incidents,
      IncidentBook book,
      ThresholdFactors thresholds) {
    this.group = group.name();
    this.forSteps = group.alert().forSteps();
    this.policy = AlarmPolicy.of(group);
    this.book = book;
    this.thresholds = thresholds;
    this.models = models;
    this.incidents = incidents;
  }

  /** From the next step on, other rules say what is worth an alarm. */
  void policy(AlarmPolicy next) {
    policy = next;
  }

  /** The clock was set back. */
  void beginAnew() {
    thresholds.beginAnew();
  }

  /** The maintenance window that covers a step, null for none. */
  @Nullable String maintenance(Instant step) {
    return policy.maintenance(step);
  }

  Collection<EntityTrack> tracks() {
    return tracks.values();
  }

  /** The history of an entity, null for one that there is not. May be asked by others. */
  @Nullable EntityHistory history(Entity entity) {
    EntityTrack track = tracks.get(entity);
    return track == null ? null : track.history();
  }

  /**
   * Scores the last step of each window, in one batch for each model.
   *
   * @param windows one for each entity there is
   * @return the failure of a model, or of an explanation; null when all went well
   * @throws ScoringException if no model could score
   */
  @Nullable ScoringException score(List<Frame> windows) throws ScoringException {
    if (!windows.isEmpty()) {
      Frame first = windows.get(0);
      factors = thresholds.holdFor(first.grid().time(first.length() - 1));
    }
    IdentityHashMap<Scorer, List<Frame>> batches = new IdentityHashMap<>();
    for (Frame window : windows) {
      EntityTrack track =
          tracks.computeIfAbsent(window.entity(), entity -> new EntityTrack(entity, forSteps));
      Scorer scorer = models.scorerOf(window.entity());
      if (scorer == null) {
        track.learning();
      } else if (!FitHistory.hasValue(window, window.length() - 1)) {
        track.withoutScore();
      } else {
        batches.computeIfAbsent(scorer, absent -> new ArrayList<>()).add(window);
      }
    }
    ScoringException failure = null;
    int failed = 0;
    for (Map.Entry<Scorer, List<Frame>> batch : batches.entrySet()) {
      try {
        ScoringException unexplained = score(batch.getKey(), batch.getValue());
        failure = unexplained == null ? failure : unexplained;
      } catch (ScoringException e) {
        batch.getValue().forEach(window -> track(window.entity()).withoutScore());
        failure = e;
        failed++;
      }
    }
    if (failure != null && failed == batches.size()) {
      throw failure;
    }
    return failure;
  }

  /** Forgets entities that others score now. */
  void keepOnly(Predicate<Entity> owned) {
    for (EntityTrack track : List.copyOf(tracks.values())) {
      if (!owned.test(track.entity())) {
        tracks.remove(track.entity());
        IncidentTracker.Change change = track.incident().vanished();
        note(track);
        if (change == IncidentTracker.Change.CLOSED) {
          incidents.moved(group, track.entity());
        }
      }
    }
  }

  /** Drops what is too old to be exported, and entities that are gone. */
  void expire(Instant oldest, Set<Entity> seen) {
    for (EntityTrack track : tracks.values()) {
      if (track.expire(oldest)) {
        vanished(track);
      }
    }
    tracks.values().removeIf(track -> track.score() == null && !seen.contains(track.entity()));
  }

  /**
   * @return why scores could not be explained or are no numbers, null when all went well
   */
  private @Nullable ScoringException score(Scorer scorer, List<Frame> windows)
      throws ScoringException {
    List<Score> scores = attempt(scorer, windows).stream().map(this::underItsThreshold).toList();
    Map<Entity, Explanation> explanations = Map.of();
    ScoringException failure = null;
    try {
      explanations = explain(scorer, windows, scores);
    } catch (Throwable e) {
      Failures.rethrowFatal(e);
      failure = new ScoringException("model " + scorer.version() + ": explanation: " + e, e);
    }
    for (int i = 0; i < windows.size(); i++) {
      Entity entity = windows.get(i).entity();
      if (Double.isFinite(scores.get(i).highest())) {
        follow(track(entity), scores.get(i), windows.get(i), explanations.get(entity));
      } else {
        track(entity).withoutScore();
        failure = notFinite(scorer, scores.get(i));
      }
    }
    return failure;
  }

  private static ScoringException notFinite(Scorer scorer, Score score) {
    return new ScoringException(
        "model "
            + scorer.version()
            + ": expected a finite score of "
            + score.entity()
            + ", found "
            + score.highest(),
        null);
  }

  /** Where a threshold is raised, the score is divided, so that 1 is the threshold everywhere. */
  private Score underItsThreshold(Score score) {
    double factor = factors.getOrDefault(score.entity(), 1.0);
    track(score.entity()).thresholdFactor(factor);
    return score.dividedBy(factor);
  }

  /** Explains what is unusual; where nothing is, nothing is asked of the model. */
  private static Map<Entity, Explanation> explain(
      Scorer scorer, List<Frame> windows, List<Score> scores) {
    List<Frame> unusual = new ArrayList<>();
    List<Score> theirs = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      double highest = scores.get(i).highest();
      if (highest >= Explanation.FLOOR && Double.isFinite(highest)) {
        unusual.add(windows.get(i));
        theirs.add(scores.get(i));
      }
    }
    return new Explainer(scorer)
        .explain(unusual, theirs).stream()
            .collect(Collectors.toMap(each -> each.score().entity(), each -> each));
  }

  private static List<Score> attempt(Scorer scorer, List<Frame> windows) throws ScoringException {
    List<Score> scores;
    try {
      scores = scorer.score(windows);
    } catch (Throwable e) {
      Failures.rethrowFatal(e);
      throw new ScoringException("model " + scorer.version() + ": " + e, e);
    }
    if (scores.size() != windows.size()) {
      throw new ScoringException(
          "model "
              + scorer.version()
              + ": expected "
              + windows.size()
              + " scores, found "
              + scores.size(),
          null);
    }
    return scores;
  }

  private void follow(
      EntityTrack track, Score score, Frame window, @Nullable Explanation explanation) {
    track.scored(score, window, explanation);
    track.remember(RecentScores.depth(tracks.size(), window.variables().size()));
    IncidentTracker incident = track.incident();
    Quiet quiet = policy.quiet(score, window);
    tell(track, score, window, incident.update(score, quiet, track.thresholdFactor()));
  }

  private void tell(EntityTrack track, Score score, Frame window, IncidentTracker.Change change) {
    IncidentTracker incident = track.incident();
    String id = note(track);
    Quiet quiet = incident.quiet();
    if (change == IncidentTracker.Change.OPENED && id != null) {
      Instant since = incident.activeSince();
      int before = since == null ? 0 : window.grid().indexOf(since.toEpochMilli());
      incidents.opened(group, score, window, before, id);
    } else if (change == IncidentTracker.Change.QUIETED && id != null && quiet != null) {
      incidents.quieted(group, score, quiet, id);
    } else if (change == IncidentTracker.Change.CLOSED) {
      incidents.closed(group, track.entity(), incident.lasted(), incident.highest());
    } else if (change == IncidentTracker.Change.QUIET_OVER) {
      incidents.quietOver(group, track.entity(), incident.lastedInAll(), incident.highest());
    }
  }

  /** Keeps the book: what goes on, and what is over. Gives the id of what goes on, if any. */
  private @Nullable String note(EntityTrack track) {
    IncidentTracker incident = track.incident();
    Instant since = incident.since();
    Score peak = incident.peak();
    String id = track.incidentId();
    if (since != null && peak != null) {
      id = book.goesOn(track.entity(), since, incident.quiet(), peak);
    } else if (id != null) {
      book.isOver(id, incident.last());
      id = null;
    }
    track.incidentId(id);
    return id;
  }

  private void vanished(EntityTrack track) {
    IncidentTracker incident = track.incident();
    IncidentTracker.Change change = incident.vanished();
    note(track);
    if (change == IncidentTracker.Change.CLOSED) {
      incidents.vanished(group, track.entity(), incident.lasted(), incident.highest());
    } else if (change == IncidentTracker.Change.QUIET_OVER) {
      incidents.quietOver(group, track.entity(), incident.lastedInAll(), incident.highest());
    }
  }

  private EntityTrack track(Entity entity) {
    return tracks.computeIfAbsent(entity, absent -> new EntityTrack(absent, forSteps));
  }
}
