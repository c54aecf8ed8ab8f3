package io.kopula.config;

import io.kopula.config.GlobalReader.Global;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Hyperparameters;
import io.kopula.series.Interval;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads an entry of {@code groups} and checks what its keys demand of each other. */
final class GroupReader {
  private final MappingReader values;
  private final Global global;

  GroupReader(MappingReader values, Global global) {
    this.values = values;
    this.global = global;
  }

  /** Null when there is no valid name, which is noted. */
  @Nullable GroupConfig read() {
    String name = values.find(GroupKeys.NAME);
    List<String> by = values.list(GroupKeys.BY, List.of());
    rejectRepeated(GroupKeys.BY, by);
    List<VariableConfig> variables = variables();
    Duration step = values.read(GroupKeys.STEP, global.step());
    Duration latencyOffset = values.read(GroupKeys.LATENCY_OFFSET, global.latencyOffset());
    List<Duration> seasons = values.list(GroupKeys.SEASONS, global.seasons());
    rejectRepeated(GroupKeys.SEASONS, seasons);
    rejectShort(seasons, step);
    ZoneId zone = values.read(GroupKeys.TIMEZONE, global.zone());
    ModelConfig model = model(values.sectionOrEmpty(ModelKeys.SECTION));
    FitConfig fit = fit(values.sectionOrEmpty(GroupKeys.FIT), step, model.window());
    AlertConfig alert = alert(values.sectionOrEmpty(GroupKeys.ALERT));
    List<MaintenanceWindow> maintenance = new ArrayList<>(global.maintenance());
    maintenance.addAll(MaintenanceReader.read(values, MaintenanceReader.OF_GROUP, zone));
    return name == null
        ? null
        : new GroupConfig(
            name,
            by,
            variables,
            step,
            latencyOffset,
            seasons,
            zone,
            model,
            fit,
            alert,
            maintenance);
  }

  private List<VariableConfig> variables() {
    List<VariableConfig> variables = new ArrayList<>();
    values
        .forms(GroupKeys.VARIABLES, Names.VARIABLE_NAME)
        .forEach(
            (name, form) -> {
              VariableConfig variable = variable(name, form);
              if (variable != null) {
                variables.add(variable);
              }
            });
    if (variables.isEmpty() && values.isEmpty(GroupKeys.VARIABLES)) {
      values.reject(GroupKeys.VARIABLES, "at least one variable, as name: expression");
    }
    return variables;
  }

  private static @Nullable VariableConfig variable(String name, MappingReader.Form<String> form) {
    MappingReader full = form.full();
    String expression = full == null ? form.brief() : full.find(GroupKeys.EXPR);
    if (expression == null) {
      return null;
    }
    return full == null
        ? new VariableConfig(name, expression)
        : new VariableConfig(
            name, expression, full.read(GroupKeys.DIRECTION), full.read(GroupKeys.MIN_DEVIATION));
  }

  private <T> void rejectRepeated(Key<T> key, List<T> elements) {
    Set<T> seen = new HashSet<>();
    if (!elements.stream().allMatch(seen::add)) {
      values.reject(key, "each value only once");
    }
  }

  private void rejectShort(List<Duration> seasons, Duration step) {
    for (Duration season : seasons) {
      if (season.compareTo(step.multipliedBy(2)) <= 0) {
        String rule =
            "seasons longer than two steps ("
                + PrometheusDuration.format(step.multipliedBy(2))
                + ")";
        values.reject(GroupKeys.SEASONS, rule, PrometheusDuration.format(season));
      }
    }
  }

  private static ModelConfig model(MappingReader values) {
    return new ModelConfig(
        values.read(ModelKeys.SCOPE),
        values.read(ModelKeys.DEPENDENCE),
        new HyperparametersReader(values).read(Hyperparameters.DEFAULT));
  }

  private static FitConfig fit(MappingReader values, Duration step, int modelWindow) {
    Duration window = values.read(GroupKeys.FIT_WINDOW);
    long steps = window.dividedBy(step);
    int atLeast = Math.max(GroupKeys.LEAST_POINTS, 2 * modelWindow);
    int minPoints = values.read(GroupKeys.MIN_POINTS, atLeast);
    if (minPoints < 2 * modelWindow) {
      values.reject(GroupKeys.MIN_POINTS, "at least twice model.window (" + 2 * modelWindow + ")");
    }
    int needed = Math.max(GroupKeys.LEAST_POINTS, minPoints);
    if (steps < needed) {
      String span = PrometheusDuration.format(step.multipliedBy(needed));
      values.reject(
          GroupKeys.FIT_WINDOW,
          "at least " + needed + " steps (" + span + ")",
          PrometheusDuration.format(window));
    } else if (steps > GroupKeys.MOST_POINTS) {
      String span = PrometheusDuration.format(step.multipliedBy(GroupKeys.MOST_POINTS));
      values.reject(
          GroupKeys.FIT_WINDOW,
          "at most " + GroupKeys.MOST_POINTS + " steps (" + span + ")",
          PrometheusDuration.format(window));
    }
    return new FitConfig(window, values.read(GroupKeys.EVERY), minPoints, exclude(values));
  }

  private static List<Interval> exclude(MappingReader fit) {
    List<Interval> spans = new ArrayList<>();
    for (MappingReader values : fit.sections(GroupKeys.EXCLUDE)) {
      Instant from = values.find(GroupKeys.FROM);
      Instant to = values.find(GroupKeys.TO);
      if (from == null || to == null) {
        continue;
      }
      if (to.isAfter(from)) {
        spans.add(new Interval(from, to));
      } else {
        values.reject(GroupKeys.TO, "a time after from");
      }
    }
    return spans;
  }

  private static AlertConfig alert(MappingReader values) {
    return new AlertConfig(
        values.read(GroupKeys.FALSE_ALARMS),
        values.read(GroupKeys.FOR),
        values.read(GroupKeys.MAX_THRESHOLD_FACTOR));
  }
}
