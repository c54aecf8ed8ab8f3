package io.kopula.cli;

import io.kopula.config.PrometheusDuration;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Turns files into what a model wants: its variables, its step, an entity that it knows. */
final class ModelFrames {
  private final Scorer scorer;
  private final Map<String, String> entity;
  private final Consumer<String> warnings;

  /**
   * @param entity the labels that were asked for, empty for the only one
   */
  ModelFrames(Scorer scorer, Map<String, String> entity, Consumer<String> warnings) {
    this.scorer = scorer;
    this.entity = entity;
    this.warnings = warnings;
  }

  /**
   * @param option that names the file, for messages
   */
  Frame fitting(String option, Path file, Frame frame) throws CommandFailedException {
    Duration step = scorer.spec().step();
    if (!frame.grid().step().equals(step)) {
      throw new CommandFailedException(
          option
              + ": "
              + file
              + ": expected the step of the model, "
              + PrometheusDuration.format(step)
              + ", found "
              + PrometheusDuration.format(frame.grid().step()));
    }
    List<String> variables = scorer.spec().variables();
    List<String> unknown =
        frame.variables().stream().filter(name -> !variables.contains(name)).toList();
    if (!unknown.isEmpty()) {
      warnings.accept(option + ": " + file + ": not known to the model, not used: " + unknown);
    }
    return CsvInput.select(option, file, frame, variables, entityOf());
  }

  private Entity entityOf() throws CommandFailedException {
    Entity named = Entity.of(entity);
    if (scorer.entities().contains(named)) {
      return named;
    }
    if (entity.isEmpty() && scorer.entities().size() == 1) {
      return scorer.entities().iterator().next();
    }
    String known =
        scorer.entities().stream().sorted().map(Entity::id).collect(Collectors.joining(", "));
    throw new CommandFailedException(
        "--entity: expected one that the model knows (" + known + "), found " + named);
  }
}
