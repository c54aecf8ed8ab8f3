package io.kopula.config;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.series.Interval;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;

/**
 * One group: its variables, the labels that tell its entities apart, its model, fits and alerts.
 * What the file leaves out is filled in from {@code global} and the defaults.
 *
 * @param name unique among the groups
 * @param by labels whose combinations are the group's entities; empty for a single entity
 * @param variables in the order of the file, which is the order of the model
 * @param step the grid's spacing
 * @param latencyOffset how long a step is waited for before it is fetched, so that late samples are
 *     in
 * @param seasons periods after which normal life repeats
 * @param zone time zone in which seasons are counted
 * @param maintenance when it does not alarm, those of {@code global} first
 */
public record GroupConfig(
    String name,
    List<String> by,
    List<VariableConfig> variables,
    Duration step,
    Duration latencyOffset,
    List<Duration> seasons,
    ZoneId zone,
    ModelConfig model,
    FitConfig fit,
    AlertConfig alert,
    List<MaintenanceWindow> maintenance) {
  public GroupConfig {
    by = List.copyOf(by);
    variables = List.copyOf(variables);
    seasons = List.copyOf(seasons);
    maintenance = List.copyOf(maintenance);
  }

  /** A group without maintenance. */
  public GroupConfig(
      String name,
      List<String> by,
      List<VariableConfig> variables,
      Duration step,
      Duration latencyOffset,
      List<Duration> seasons,
      ZoneId zone,
      ModelConfig model,
      FitConfig fit,
      AlertConfig alert) {
    this(name, by, variables, step, latencyOffset, seasons, zone, model, fit, alert, List.of());
  }

  /**
   * The same group where every deviation is worth an alarm at any time: groups that are equal then
   * have the same scores.
   */
  public GroupConfig withoutQuiet() {
    List<VariableConfig> all =
        variables.stream().map(each -> new VariableConfig(each.name(), each.expression())).toList();
    return new GroupConfig(name, by, all, step, latencyOffset, seasons, zone, model, fit, alert);
  }

  /**
   * One variable of the group's vector.
   *
   * @param name its name, a value of the label {@code variable}
   * @param expression PromQL
   * @param direction which deviations are worth an alarm
   * @param minDeviation from which deviation on
   */
  public record VariableConfig(
      String name, String expression, Direction direction, MinDeviation minDeviation) {
    /** A variable whose every deviation is worth an alarm. */
    public VariableConfig(String name, String expression) {
      this(name, expression, Direction.BOTH, MinDeviation.NONE);
    }
  }

  /**
   * What kind of model the group gets.
   *
   * @param scope one model for all entities, or one each
   * @param dependence how variables depend on each other
   * @param hyperparameters sizes and kinds, the defaults where the file says nothing
   */
  public record ModelConfig(Scope scope, Dependence dependence, Hyperparameters hyperparameters) {
    /** Steps of context. */
    public int window() {
      return hyperparameters.window();
    }
  }

  /**
   * When and on what the group is fitted.
   *
   * @param window how much history a fit reads
   * @param every time between fits
   * @param minPoints fewest steps with values an entity must have before it is fitted
   * @param exclude spans that are not trained on
   */
  public record FitConfig(Duration window, Duration every, int minPoints, List<Interval> exclude) {
    public FitConfig {
      exclude = List.copyOf(exclude);
    }
  }

  /**
   * When an entity counts as anomalous.
   *
   * @param falseAlarmsPerWeek how often normal data may exceed a score of 1, incidents a week and
   *     entity
   * @param forSteps consecutive anomalous steps after which an entity counts as anomalous
   * @param maxThresholdFactor how far marked false alarms may raise an entity's threshold, 1 or
   *     more
   */
  public record AlertConfig(double falseAlarmsPerWeek, int forSteps, double maxThresholdFactor) {
    /** Thresholds are raised twofold at most. */
    public AlertConfig(double falseAlarmsPerWeek, int forSteps) {
      this(falseAlarmsPerWeek, forSteps, 2);
    }
  }
}
