package io.kopula.cli;

import io.kopula.config.ModelValue;
import io.kopula.config.PrometheusDuration;
import io.kopula.config.UnfitValueException;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.Spec;

/** What a model is asked for on the command line, with the configuration's rules and defaults. */
final class ModelOptions {
  private static final String SEASONS = "--seasons";
  private static final String NO_CONTRASTIVE = "--no-contrastive";

  /** Options that are the configuration's keys, each with one text as value. */
  private static final List<ModelValue<?>> KEYS =
      Stream.concat(
              Stream.of(
                  ModelValue.TIMEZONE, ModelValue.FALSE_ALARMS_PER_WEEK, ModelValue.DEPENDENCE),
              ModelValue.SIZES.stream())
          .toList();

  static final List<String> NAMES =
      Stream.concat(
              Stream.of(SEASONS, NO_CONTRASTIVE), KEYS.stream().map(key -> option(key.name())))
          .toList();

  private CommandSpec command = CommandSpec.create();

  @Option(
      names = SEASONS,
      paramLabel = "DURATION[,DURATION]",
      description = {
        "Periods after which normal life repeats, or none; ${DEFAULT-VALUE} if left out.",
        "Those that the data do not hold often enough are left out of the model."
      })
  private String seasons = ModelValue.SEASON.fallback().replace(" ", "");

  @Option(
      names = NO_CONTRASTIVE,
      description = "Train without holding normal windows against corrupted ones.")
  private boolean noContrastive;

  /** Called by picocli with the command that has these options. */
  @Spec(Spec.Target.MIXEE)
  void addTo(CommandSpec mixee) {
    command = mixee;
    for (ModelValue<?> key : KEYS) {
      mixee.addOption(
          OptionSpec.builder(option(key.name()))
              .type(String.class)
              .paramLabel(key.label())
              .description(key.description())
              .build());
    }
  }

  private static String option(String key) {
    return "--" + key.replace('_', '-');
  }

  /** Checks all that can be checked before there are data. */
  void check() {
    ModelSpec unused = spec(List.of("any"), Duration.ofMillis(1), Hyperparameters.DEFAULT);
  }

  /**
   * The specification of a model.
   *
   * @param sizes that give way to the options, where those were given
   * @throws ParameterException if an option breaks its rule
   */
  ModelSpec spec(List<String> variables, Duration step, Hyperparameters sizes) {
    return fit(
        () ->
            new ModelSpec(
                variables,
                step,
                seasons(step),
                value(ModelValue.TIMEZONE),
                value(ModelValue.FALSE_ALARMS_PER_WEEK),
                value(ModelValue.DEPENDENCE),
                ModelValue.hyperparameters(given(), sizes)));
  }

  double falseAlarmsPerWeek() {
    return fit(() -> value(ModelValue.FALSE_ALARMS_PER_WEEK));
  }

  /** The texts that were given, by the names of their keys. */
  private Map<String, String> given() {
    Map<String, String> given = new HashMap<>();
    ParseResult parsed = command.commandLine().getParseResult();
    for (ModelValue<?> key : KEYS) {
      String name = option(key.name());
      if (parsed.hasMatchedOption(name)) {
        given.put(key.name(), parsed.matchedOptionValue(name, ""));
      }
    }
    if (noContrastive) {
      given.put(ModelValue.CONTRASTIVE.name(), String.valueOf(false));
    }
    return given;
  }

  private <T> T value(ModelValue<T> key) {
    return key.parse(given().getOrDefault(key.name(), key.fallback()));
  }

  private List<Duration> seasons(Duration step) {
    List<Duration> found = new ArrayList<>();
    if (seasons.equals(ModelValue.NONE)) {
      return found;
    }
    Set<Duration> seen = new HashSet<>();
    for (String text : seasons.split(",", -1)) {
      Duration season = ModelValue.SEASON.parse(text.strip());
      if (!seen.add(season)) {
        throw problem(SEASONS, "expected each season only once, found \"" + seasons + '"');
      }
      if (season.compareTo(step.multipliedBy(2)) <= 0) {
        throw problem(
            SEASONS,
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

  private <T> T fit(Supplier<T> values) {
    try {
      return values.get();
    } catch (UnfitValueException e) {
      throw problem(option(e.name()), String.valueOf(e.getMessage()));
    }
  }

  private ParameterException problem(String name, String message) {
    return new ParameterException(command.commandLine(), name + ": " + message);
  }
}
