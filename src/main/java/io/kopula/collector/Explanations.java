package io.kopula.collector;

import io.kopula.bundle.FeedbackStore;
import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.config.GroupConfig;
import io.kopula.explanation.Explainer;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.model.Scope;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Explains the entities of a group at any instant that the source still has: reads the window anew
 * and asks the model that was in use then, where it is still kept.
 */
public final class Explanations {
  private static final String OTHER_MODEL =
      "the model that was in use then is not kept any more: explained by the one fitted at ";

  private final GroupConfig group;
  private final ModelSpec spec;
  private final GroupReader reader;
  private final ModelProvider models;
  private final Function<Entity, @Nullable Scorer> inUse;
  private final ThresholdFactors thresholds;

  /**
   * @param inUse the scorer that knows an entity now, null where there is none
   * @param thresholds how far they were raised at the time
   */
  Explanations(
      GroupConfig group,
      GroupReader reader,
      ModelProvider models,
      Function<Entity, @Nullable Scorer> inUse,
      ThresholdFactors thresholds) {
    this.group = group;
    this.spec = GroupModels.specOf(group);
    this.reader = reader;
    this.models = models;
    this.inUse = inUse;
    this.thresholds = thresholds;
  }

  /** Of a group that is not collected here: from stored models only. */
  public static Explanations stored(
      GroupConfig group, GroupReader reader, ModelProvider models, FeedbackStore feedback) {
    double most = group.alert().maxThresholdFactor();
    return new Explanations(
        group,
        reader,
        models,
        entity -> null,
        new ThresholdFactors(group.name(), most, feedback, Runnable::run));
  }

  /**
   * Explains an entity's last step up to a time.
   *
   * @param entityId the entity's labels as {@link Entity#id} writes them
   * @throws ExplanationException if there is no such entity then, no model, or no answer
   */
  public Explained explain(String entityId, Instant at) throws ExplanationException {
    List<String> warnings = new ArrayList<>();
    Frame window = window(entityId, Grid.floor(at, group.step()), warnings);
    Scorer current = inUse.apply(window.entity());
    if (current != null && !current.fittedAt().isAfter(at)) {
      try {
        return explained(current, window, warnings);
      } catch (IllegalStateException e) {
        // the cycle has just taken up a newer model: this one is closed, but stored
      }
    }
    return explainStored(window, at, warnings);
  }

  private Explained explainStored(Frame window, Instant at, List<String> warnings)
      throws ExplanationException {
    Entity entity = window.entity();
    ModelKey key =
        new ModelKey(group.name(), group.model().scope() == Scope.SHARED ? null : entity);
    Optional<Scorer> stored = models.loadAt(key, spec, at);
    if (stored.isPresent()) {
      try (Scorer scorer = stored.get()) {
        if (scorer.entities().contains(entity)) {
          if (scorer.fittedAt().isAfter(at)) {
            warnings.add(OTHER_MODEL + scorer.fittedAt());
          }
          return explained(scorer, window, warnings);
        }
      }
    }
    Scorer current = inUse.apply(entity); // it may know entities that came after its fit
    if (current == null) {
      throw new ExplanationException(
          ExplanationException.Kind.NOT_FOUND,
          "entity: expected one that a model knows, found " + entity);
    }
    warnings.add(OTHER_MODEL + current.fittedAt());
    return explained(current, window, warnings);
  }

  private Explained explained(Scorer scorer, Frame window, List<String> warnings) {
    Instant step = window.grid().time(window.length() - 1);
    double factor = thresholds.at(window.entity(), step);
    return new Explained(
        new Explainer(scorer).explain(window).dividedBy(factor),
        window,
        new ModelStatus(scorer.version(), scorer.fittedAt()),
        warnings);
  }

  private Frame window(String entityId, Instant last, List<String> warnings)
      throws ExplanationException {
    Duration before = group.step().multipliedBy(spec.window() - 1L);
    Grid grid = Grid.covering(last.minus(before), last, group.step());
    GroupReading reading = read(grid);
    reading.failures().forEach(failure -> warnings.add("taken as missing: " + failure));
    Frame found =
        reading.frames().stream()
            .filter(frame -> frame.entity().id().equals(entityId))
            .findFirst()
            .orElseThrow(
                () ->
                    new ExplanationException(
                        ExplanationException.Kind.NOT_FOUND,
                        String.format(
                            "entity: expected one of the %d that have values up to %s, found \"%s\"",
                            reading.frames().size(), last, entityId)));
    Frame window = found.on(grid);
    if (!FitHistory.hasValue(window, window.length() - 1)) {
      throw new ExplanationException(
          ExplanationException.Kind.NOT_FOUND,
          "at: expected a step at which " + entityId + " has a value, found " + last);
    }
    return window;
  }

  private GroupReading read(Grid grid) throws ExplanationException {
    try {
      return reader.read(group, grid);
    } catch (SourceException e) {
      throw new ExplanationException(
          ExplanationException.Kind.UNAVAILABLE, "source: " + e.getMessage(), e);
    }
  }
}
