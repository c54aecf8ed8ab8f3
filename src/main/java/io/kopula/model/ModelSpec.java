package io.kopula.model;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

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
}
