package io.kopula.config;

import io.kopula.config.Key.Section;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;

/** The keys of an entry of {@code groups}. */
final class GroupKeys {
  static final int LEAST_POINTS = 200;
  static final int MOST_POINTS = 1_000_000;

  static final Key<Instant> FROM =
      Key.value("from", Types.timestamp(), "First instant that is left out.").mandatory();
  static final Key<Instant> TO =
      Key.value("to", Types.timestamp(), "Last instant that is left out.").mandatory();
  static final Key<Section> EXCLUDE =
      Key.sections("exclude", "Spans that are not trained on, such as past incidents.", FROM, TO)
          .orElse("none");
  static final Key<Duration> FIT_WINDOW =
      Key.value(
              "window",
              Types.duration("1m", "2y"),
              "How much history a fit reads: " + LEAST_POINTS + " to " + MOST_POINTS + " steps.")
          .or("14d");
  static final Key<Duration> EVERY =
      Key.value("every", Types.duration("1m", "1y"), "Time between fits.").or("1d");
  static final Key<Integer> MIN_POINTS =
      Key.value(
              "min_points",
              Types.integer(2 * ModelKeys.LEAST_WINDOW, MOST_POINTS),
              "Fewest steps with values that an entity must have before it is fitted; at least"
                  + " twice `model.window`.")
          .orElse(LEAST_POINTS + ", or twice `model.window` where that is more");
  static final Key<Section> FIT =
      Key.section(
          "fit", "When and on what the model is fitted.", FIT_WINDOW, EVERY, MIN_POINTS, EXCLUDE);

  static final Key<Double> FALSE_ALARMS =
      Key.value(
              "false_alarms_per_week",
              Types.number("0.001", "1000"),
              "How often normal data may exceed a score of 1: incidents a week and entity.")
          .or("1");
  static final Key<Integer> FOR =
      Key.value(
              "for",
              Types.integer(1, 1000),
              "Consecutive anomalous steps after which an entity counts as anomalous.")
          .or("1");
  static final Key<Double> MAX_THRESHOLD_FACTOR =
      Key.value(
              "max_threshold_factor",
              Types.number("1", "10"),
              "How far false alarms that were marked may raise the threshold of an entity: its scores"
                  + " are divided by this at most; 1 for not at all.")
          .or("2");
  static final Key<Section> ALERT =
      Key.section(
          "alert", "When an entity counts as anomalous.", FALSE_ALARMS, FOR, MAX_THRESHOLD_FACTOR);

  static final Key<String> NAME =
      Key.value("name", Names.GROUP_NAME, "Value of the label `group`; unique.").mandatory();
  static final Key<String> BY =
      Key.list(
              "by",
              Names.labelName(),
              "Labels whose combinations are the group's entities. Every expression must return"
                  + " one series for each combination.")
          .orElse("none: the group is one entity");
  static final Key<String> EXPR =
      Key.value("expr", new PromqlType(), "The PromQL expression.").mandatory();
  static final Key<Direction> DIRECTION =
      Key.value(
              "direction",
              Types.choice(List.of(Direction.values()), Direction::key),
              "Which deviations from the expected value are worth an alarm.")
          .or("both");
  static final Key<MinDeviation> MIN_DEVIATION =
      Key.value(
              "min_deviation",
              new MinDeviationType(),
              "How far it must be from the expected value before that is worth an alarm: in its own"
                  + " unit, or in percent of the expected value.")
          .or("0");
  static final Key<String> VARIABLES =
      Key.forms(
              "variables",
              new PromqlType(),
              "At least one variable: its name (value of the label `variable`) and its PromQL"
                  + " expression. The order is that of the model.",
              "A variable that says more than its expression. Scores are the same whatever stands"
                  + " here; only who is woken is not.",
              EXPR,
              DIRECTION,
              MIN_DEVIATION)
          .mandatory();
  static final Key<Duration> STEP =
      Key.value("step", GlobalReader.STEP_TYPE, "As in `global`.").orElse("that of `global`");
  static final Key<Duration> LATENCY_OFFSET =
      Key.value("latency_offset", GlobalReader.OFFSET_TYPE, "As in `global`.")
          .orElse("that of `global`");
  static final Key<Duration> SEASONS =
      Key.list("seasons", GlobalReader.SEASON_TYPE, "As in `global`.").orElse("those of `global`");
  static final Key<ZoneId> TIMEZONE =
      Key.value("timezone", Types.zone(), "As in `global`.").orElse("that of `global`");

  static final Key<Section> SECTION =
      Key.sections(
              "groups",
              "The groups of related metrics, at least one here or in a file of `include`. Each gets one"
                  + " joint model.",
              NAME,
              BY,
              VARIABLES,
              STEP,
              LATENCY_OFFSET,
              SEASONS,
              TIMEZONE,
              ModelKeys.SECTION,
              FIT,
              ALERT,
              MaintenanceReader.OF_GROUP)
          .orElse("at least one, or `include`");

  private GroupKeys() {}
}
