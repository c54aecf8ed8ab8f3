package io.kopula.backtest;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.scoring.FitProgress;
import io.kopula.series.Grid;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;

/** A group of two variables, a step of a minute, incidents of two steps, fits every 6 hours. */
final class Backtests {
  static final Instant FROM = Instant.parse("2026-11-23T00:00:00Z");
  static final Instant TO = FROM.plus(Duration.ofDays(2));
  static final Instant LONG_AGO = FROM.minus(Duration.ofDays(30));
  static final int WINDOW = 8;

  private Backtests() {}

  static Instant minute(int number) {
    return FROM.plus(Duration.ofMinutes(number));
  }

  static GroupConfig group(Scope scope) {
    return new GroupConfig(
        "shop",
        List.of("service"),
        List.of(new VariableConfig("load", "load"), new VariableConfig("cpu", "cpu")),
        Duration.ofMinutes(1),
        Duration.ZERO,
        List.of(),
        ZoneOffset.UTC,
        new ModelConfig(
            scope, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT.withWindow(WINDOW)),
        new FitConfig(Duration.ofDays(1), Duration.ofHours(6), 200, List.of()),
        new AlertConfig(1, 2));
  }

  static GroupResult run(Scope scope, PastSource source, ThresholdModels models, boolean refit)
      throws BacktestException, InterruptedException {
    GroupConfig group = group(scope);
    return new GroupBacktest(
            group,
            Grid.covering(FROM, TO, group.step()),
            source,
            new QueryMeter(),
            models,
            Clock.fixed(TO, ZoneOffset.UTC))
        .run(refit, FitProgress.SILENT);
  }

  static BacktestResult of(GroupResult... groups) {
    return new BacktestResult("1.2.3", FROM, TO, false, List.of(groups));
  }
}
