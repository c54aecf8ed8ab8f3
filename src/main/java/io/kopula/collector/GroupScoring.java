package io.kopula.collector;

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
  private final GroupModels models;
  private final IncidentLog incidents;
  private final Map<Entity, EntityTrack> tracks = new ConcurrentSkipListMap<>();

  GroupScoring(String group, int forSteps, GroupModels models, IncidentLog incidents) {
    this.group = group;
    this.forSteps = forSteps;
    this.models = models;
    this.incidents = incidents;
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
        if (track.incident().isActive()) {
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
   * @return why scores could not be explained, null when all went well
   */
  private @Nullable ScoringException score(Scorer scorer, List<Frame> windows)
      throws ScoringException {
    List<Score> scores = attempt(scorer, windows);
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
      follow(track(entity), scores.get(i), windows.get(i), explanations.get(entity));
    }
    return failure;
  }

  /** Explains what is unusual; where nothing is, nothing is asked of the model. */
  private static Map<Entity, Explanation> explain(
      Scorer scorer, List<Frame> windows, List<Score> scores) {
    List<Frame> unusual = new ArrayList<>();
    List<Score> theirs = new ArrayList<>();
    for (int i = 0; i < windows.size(); i++) {
      if (scores.get(i).highest() >= Explanation.FLOOR) {
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
    for (Score score : scores) {
      if (!Double.isFinite(score.highest())) {
        throw new ScoringException(
            "model "
                + scorer.version()
                + ": expected a finite score of "
                + score.entity()
                + ", found "
                + score.highest(),
            null);
      }
    }
    return scores;
  }

  private void follow(
      EntityTrack track, Score score, Frame window, @Nullable Explanation explanation) {
    track.scored(score, window, explanation);
    track.remember(RecentScores.depth(tracks.size(), window.variables().size()));
    IncidentTracker incident = track.incident();
    IncidentTracker.Change change = incident.update(score);
    if (change == IncidentTracker.Change.OPENED) {
      Instant since = incident.activeSince();
      int before = since == null ? 0 : window.grid().indexOf(since.toEpochMilli());
      incidents.opened(group, score, window, before);
    } else if (change == IncidentTracker.Change.CLOSED) {
      incidents.closed(group, track.entity(), incident.lasted(), incident.highest());
    }
  }

  private void vanished(EntityTrack track) {
    IncidentTracker incident = track.incident();
    if (incident.vanished() == IncidentTracker.Change.CLOSED) {
      incidents.vanished(group, track.entity(), incident.lasted(), incident.highest());
    }
  }

  private EntityTrack track(Entity entity) {
    return tracks.computeIfAbsent(entity, absent -> new EntityTrack(absent, forSteps));
  }
}
