package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.GroupConfig;
import io.kopula.config.PrometheusDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a configuration will do, in a few lines. */
final class ConfigurationSummary {
  private ConfigurationSummary() {}

  /**
   * @param entities how many each group has, where that is known
   */
  static List<String> lines(Configuration configuration, Map<String, Integer> entities) {
    List<String> lines = new ArrayList<>();
    int variables = configuration.groups().stream().mapToInt(g -> g.variables().size()).sum();
    lines.add(count(configuration.groups().size(), "group") + ", " + count(variables, "variable"));
    for (GroupConfig group : configuration.groups()) {
      int points = configuration.datasource().maxPointsPerQuery();
      lines.add("  " + group.name() + ": " + group(group, entities.get(group.name())));
      lines.add("    " + cycle(group, entities.get(group.name())));
      lines.add("    " + fit(group, points));
    }
    return lines;
  }

  private static String group(GroupConfig group, @Nullable Integer entities) {
    String by = group.by().isEmpty() ? "" : " by " + String.join(", ", group.by());
    String known = entities == null ? "entities" + by + " not asked for" : entities(entities) + by;
    return count(group.variables().size(), "variable") + ", " + known;
  }

  private static String cycle(GroupConfig group, @Nullable Integer entities) {
    int queries = group.variables().size();
    String values = entities == null ? "" : ", up to " + count((long) queries * entities, "value");
    String step = PrometheusDuration.format(group.step());
    return "a cycle every " + step + ": " + queries(queries) + values;
  }

  private static String fit(GroupConfig group, int pointsPerQuery) {
    Duration window = group.fit().window();
    long steps = window.dividedBy(group.step());
    long ranges = (steps + pointsPerQuery - 1) / pointsPerQuery;
    return "a fit every "
        + PrometheusDuration.format(group.fit().every())
        + ": "
        + queries(ranges * group.variables().size())
        + " for "
        + PrometheusDuration.format(window)
        + " ("
        + count(steps, "step")
        + ")";
  }

  private static String entities(int number) {
    return number == 1 ? "1 entity" : number + " entities";
  }

  private static String queries(long number) {
    return number == 1 ? "1 query" : number + " queries";
  }

  private static String count(long number, String noun) {
    return number + " " + noun + (number == 1 ? "" : "s");
  }
}
