package io.kopula.cli;

import io.kopula.config.ModelValue;
import io.kopula.config.PrometheusDuration;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a model is asked for on the command line, with the configuration's rules and defaults. */
final class ModelOptions {
  /** The value of {@code --seasons} for none. */
  private static final String NONE = "none";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec command = CommandSpec.create();

  @Option(
      names = "--seasons",
      paramLabel = "DURATION[,DURATION]",
      description = {
        "Periods after which normal life repeats, or none; ${DEFAULT-VALUE} if left out.",
        "Those that the data do not hold often enough are left out of the model."
      })
  private String seasons = ModelValue.SEASON.fallback().replace(" ", "");

  @Option(
      names = "--timezone",
      paramLabel = "ZONE",
      description = "Time zone in which seasons are counted; ${DEFAULT-VALUE} if left out.")
  private String timezone = ModelValue.TIMEZONE.fallback();

  @Option(
      names = "--false-alarms-per-week",
      paramLabel = "NUMBER",
      description =
          "How often normal data may exceed a score of 1: incidents a week; ${DEFAULT-VALUE} if"
              + " left out.")
  private String falseAlarms = ModelValue.FALSE_ALARMS_PER_WEEK.fallback();

  @Option(
      names = "--window",
      paramLabel = "STEPS",
      description = "How many steps of context the model sees; ${DEFAULT-VALUE} if left out.")
  private String window = ModelValue.WINDOW.fallback();

  @Option(
      names = "--dependence",
      paramLabel = "KIND",
      description = "How the variables depend on each other; ${DEFAULT-VALUE} if left out.")
  private String dependence = ModelValue.DEPENDENCE.fallback();

  static final List<String> NAMES =
      List.of("--seasons", "--timezone", "--false-alarms-per-week", "--window", "--dependence");

  /** Checks all that can be checked before there are data. */
  void check() {
    ModelSpec unused = spec(List.of("any"), Duration.ofMillis(1), Hyperparameters.DEFAULT);
  }

  /**
   * The specification of a model.
   *
   * @param sizes whose window gives way to the option, where that was given
   * @throws ParameterException if an option breaks its rule
   */
  ModelSpec spec(List<String> variables, Duration step, Hyperparameters sizes) {
    int steps = parse("--window", ModelValue.WINDOW, window);
    boolean given = command.commandLine().getParseResult().hasMatchedOption("--window");
    return new ModelSpec(
        variables,
        step,
        seasons(step),
        parse("--timezone", ModelValue.TIMEZONE, timezone),
        falseAlarmsPerWeek(),
        parse("--dependence", ModelValue.DEPENDENCE, dependence),
        given ? sizes.withWindow(steps) : sizes);
  }

  double falseAlarmsPerWeek() {
    return parse("--false-alarms-per-week", ModelValue.FALSE_ALARMS_PER_WEEK, falseAlarms);
  }

  private List<Duration> seasons(Duration step) {
    List<Duration> found = new ArrayList<>();
    if (seasons.equals(NONE)) {
      return found;
    }
    Set<Duration> seen = new HashSet<>();
    for (String text : seasons.split(",", -1)) {
      Duration season = parse("--seasons", ModelValue.SEASON, text.strip());
      if (!seen.add(season)) {
        throw problem("--seasons", "expected each season only once, found \"" + seasons + '"');
      }
      if (season.compareTo(step.multipliedBy(2)) <= 0) {
        throw problem(
            "--seasons",
            "expected seasons longer than two steps ("
                + PrometheusDuration.format(step.multipliedBy(2))
                + "), found \""
                + text.strip()
                + '"');
      }
      found.add(season);
    }
    return found;
  }

  private <T> T parse(String name, ModelValue<T> value, String text) {
    try {
      return value.parse(text);
    } catch (IllegalArgumentException e) {
      throw problem(name, String.valueOf(e.getMessage()));
    }
  }

  private ParameterException problem(String name, String message) {
    return new ParameterException(command.commandLine(), name + ": " + message);
  }
}
