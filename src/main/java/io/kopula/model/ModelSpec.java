package io.kopula.model;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/**
 * What a model is asked to be before it is trained.
 *
 * @param variables names in the order of the model's vector, at least one
 * @param step the grid's spacing
 * @param seasons periods after which normal life repeats; those that the training span does not
 *     cover twice are left out of the fitted model
 * @param zone time zone in which seasons are counted
 * @param falseAlarmsPerWeek how often normal data may exceed a score of 1, incidents a week and
 *     entity
 * @param dependence how variables depend on each other
 * @param hyperparameters sizes and rates; users set none of them
 */
public record ModelSpec(
    List<String> variables,
    Duration step,
    List<Duration> seasons,
    ZoneId zone,
    double falseAlarmsPerWeek,
    Dependence dependence,
    Hyperparameters hyperparameters) {
  public ModelSpec {
    variables = List.copyOf(variables);
    seasons = List.copyOf(seasons);
    if (variables.isEmpty()) {
      throw new IllegalArgumentException("variables: expected at least one, found none");
    }
  }

  /** Number of variables, D. */
  public int width() {
    return variables.size();
  }

  /** Steps a window has, L. */
  public int window() {
    return hyperparameters.window();
  }

  /**
   * What keeps a fitted model of this specification from being used where another is wanted now;
   * empty when nothing does.
   */
  public Optional<String> differenceFrom(ModelSpec wanted) {
    if (!variables.equals(wanted.variables())) {
      return Optional.of("variables: expected " + wanted.variables() + ", found " + variables);
    }
    if (!step.equals(wanted.step())) {
      return Optional.of("step: expected " + wanted.step() + ", found " + step);
    }
    if (!wanted.seasons().containsAll(seasons) || !zone.equals(wanted.zone())) {
      return Optional.of(
          "seasons: expected some of "
              + wanted.seasons()
              + " in "
              + wanted.zone()
              + ", found "
              + seasons
              + " in "
              + zone);
    }
    if (dependence != wanted.dependence() || !hyperparameters.equals(wanted.hyperparameters())) {
      return Optional.of("model: expected other hyperparameters than the stored ones");
    }
    if (falseAlarmsPerWeek != wanted.falseAlarmsPerWeek()) {
      return Optional.of(
          "false_alarms_per_week: expected "
              + wanted.falseAlarmsPerWeek()
              + ", found "
              + falseAlarmsPerWeek);
    }
    return Optional.empty();
  }
}
