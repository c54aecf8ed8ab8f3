package io.kopula.collector;

import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.model.Scope;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReader;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** Fits the models of a group once, on the history and to the models that the collector would. */
public final class GroupFit {
  /** Queries of the history under way at once. */
  private static final int QUERIES = 2;

  private final GroupConfig group;
  private final MetricSource source;
  private final ModelProvider models;
  private final InstantSource clock;

  public GroupFit(
      GroupConfig group, MetricSource source, ModelProvider models, InstantSource clock) {
    this.group = group;
    this.source = source;
    this.models = models;
    this.clock = clock;
  }

  /**
   * What came of a group's fits.
   *
   * @param fitted keys of the models that were fitted, with the time each took
   * @param failed reasons by the keys of those that were not
   * @param young entities left out, with their points: fewer than {@code fit.min_points}
   */
  public record Result(
      Map<ModelKey, Duration> fitted,
      Map<ModelKey, FitException> failed,
      Map<Entity, Integer> young) {
    public Result {
      fitted = new LinkedHashMap<>(fitted);
      failed = new LinkedHashMap<>(failed);
      young = new LinkedHashMap<>(young);
    }
  }

  /**
   * A model that was fitted.
   *
   * @param dataFrom first step of what it was fitted on
   * @param dataTo last step of it
   * @param took without the reading
   */
  public record Fitted(
      ModelKey key, Scorer scorer, Instant dataFrom, Instant dataTo, Duration took) {}

  /** Takes a model over, and closes it. */
  @FunctionalInterface
  public interface Taker {
    void take(Fitted fitted);
  }

  /** Hears how far each fit is. */
  @FunctionalInterface
  public interface Progress {
    FitProgress of(ModelKey key);
  }

  /**
   * Reads the history up to now and fits; the models are in the store afterwards.
   *
   * @throws SourceException if the history could not be read
   */
  public Result run(Progress progress) throws SourceException, InterruptedException {
    Instant until = Grid.floor(clock.instant().minus(group.latencyOffset()), group.step());
    return run(until, progress, fitted -> fitted.scorer().close());
  }

  /**
   * Reads the history up to a step and fits.
   *
   * @param until the last step that is read
   * @throws SourceException if the history could not be read
   */
  public Result run(Instant until, Progress progress, Taker taker)
      throws SourceException, InterruptedException {
    progress.of(key(null)).report("reading history", 0);
    Map<ModelKey, Duration> fitted = new LinkedHashMap<>();
    Map<ModelKey, FitException> failed = new LinkedHashMap<>();
    Map<Entity, Integer> young = new LinkedHashMap<>();
    List<Frame> enough = new ArrayList<>();
    for (Frame frame : history(until)) {
      int points = FitHistory.points(frame);
      if (points >= group.fit().minPoints()) {
        enough.add(frame);
      } else {
        young.put(frame.entity(), points);
      }
    }
    ModelSpec spec = GroupModels.specOf(group);
    for (List<Frame> frames : byModel(enough)) {
      ModelKey key = key(group.model().scope() == Scope.SHARED ? null : frames.get(0).entity());
      Instant started = clock.instant();
      try {
        Scorer scorer = models.fit(key, spec, frames, progress.of(key));
        Duration took = Duration.between(started, clock.instant());
        Grid grid = frames.get(0).grid(); // that of all: they were read together
        taker.take(new Fitted(key, scorer, grid.time(0), grid.time(grid.length() - 1), took));
        fitted.put(key, took);
      } catch (FitException e) {
        failed.put(key, e);
      }
    }
    return new Result(fitted, failed, young);
  }

  private List<Frame> history(Instant until) throws SourceException {
    ExecutorService queries = Executors.newFixedThreadPool(QUERIES);
    try {
      return new FitHistory(group, new GroupReader(source, queries)).read(until);
    } finally {
      queries.shutdownNow();
    }
  }

  private List<List<Frame>> byModel(List<Frame> frames) {
    if (group.model().scope() == Scope.ENTITY) {
      return frames.stream().map(List::of).toList();
    }
    return frames.isEmpty() ? List.of() : List.of(frames);
  }

  private ModelKey key(@Nullable Entity entity) {
    return new ModelKey(group.name(), entity);
  }
}
