package io.kopula.config;

import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.config.ParsedConfiguration.GroupPlace;
import io.kopula.series.Entity;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Evaluates each expression of a configuration once and tells what will not work. */
public final class ExpressionCheck {
  private final MetricSource source;
  private final ParsedConfiguration parsed;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<String, Integer> entities = new HashMap<>();

  private ExpressionCheck(MetricSource source, ParsedConfiguration parsed) {
    this.source = source;
    this.parsed = parsed;
  }

  /**
   * @param now the instant that expressions are evaluated at
   */
  public static ExpressionReport of(MetricSource source, ParsedConfiguration parsed, Instant now) {
    ExpressionCheck check = new ExpressionCheck(source, parsed);
    check.run(now);
    return new ExpressionReport(check.problems, check.warnings, check.entities);
  }

  private void run(Instant now) {
    List<GroupConfig> groups = parsed.configuration().groups();
    for (int index = 0; index < groups.size(); index++) {
      GroupConfig group = groups.get(index);
      Set<Map<String, String>> found = new HashSet<>();
      for (VariableConfig variable : group.variables()) {
        Place key = Place.of(parsed.places().get(index), variable.name());
        try {
          found.addAll(judge(key, group, source.query(variable.expression(), now)));
        } catch (SourceException e) {
          if (!mayGoOn(key, e)) {
            return;
          }
        }
      }
      entities.put(group.name(), found.size());
    }
  }

  /** The entities among the series; a series without all labels, or a second one, is noted. */
  private Set<Map<String, String>> judge(Place key, GroupConfig group, SeriesSet answer) {
    Set<Map<String, String>> found = new HashSet<>();
    Set<String> missing = new HashSet<>();
    List<TimeSeries> doubles = new ArrayList<>();
    for (TimeSeries series : answer.series()) {
      Map<String, String> labels = new HashMap<>(series.labels());
      group.by().stream().filter(label -> !labels.containsKey(label)).forEach(missing::add);
      labels.keySet().retainAll(group.by());
      if (labels.size() == group.by().size() && !found.add(labels)) {
        doubles.add(series);
      }
    }
    if (answer.series().isEmpty()) {
      warn(key, "an expression that returns series", "none at present");
    }
    if (!missing.isEmpty()) {
      String labels = String.join(", ", missing.stream().sorted().toList());
      warn(key, "series with all labels in by", "series without " + labels);
    }
    if (!doubles.isEmpty()) {
      String rule = "one series for each entity (aggregate " + aggregation(group) + ")";
      String example = Shown.text(Entity.of(doubles.get(0).labels()).id());
      warn(key, rule, doubles.size() + " more, such as " + example);
    }
    return found;
  }

  private static String aggregation(GroupConfig group) {
    return group.by().isEmpty()
        ? "with sum(…) or avg(…)"
        : "with sum by (" + String.join(", ", group.by()) + ") (…)";
  }

  /** Notes a failure; false when it will be the same for all other expressions. */
  private boolean mayGoOn(Place key, SourceException e) {
    String message = e.getMessage() == null ? e.kind().label() : e.getMessage();
    switch (e.kind()) {
      case BAD_DATA -> {
        boolean mayQuote = !key.isSubstituted();
        String said = mayQuote ? " (the server says: " + message + ")" : "";
        problems.add(key.problem("a PromQL expression" + said, key.shown()));
        return true;
      }
      case TOO_LARGE -> {
        warn(key, "an answer within datasource.max_response_bytes", message);
        return true;
      }
      case UNAUTHORIZED -> {
        problems.add(
            parsed
                .positions()
                .problem("datasource", "credentials that the server accepts", message));
        return false;
      }
      default -> {
        String rule = "a server that answers (expressions are not checked further)";
        warnings.add(parsed.positions().problem("datasource.url", rule, message));
        return false;
      }
    }
  }

  private void warn(Place key, String rule, String value) {
    warnings.add(key.problem(rule, value));
  }

  /** Where an expression stands. */
  private record Place(GroupPlace group, String key) {
    /** Of a variable that is its expression, or a mapping that holds it. */
    static Place of(GroupPlace group, String variable) {
      Place brief = new Place(group, "variables." + variable);
      Place full = new Place(group, brief.key() + "." + GroupKeys.EXPR.name());
      return group.positions().has(full.path()) ? full : brief;
    }

    Problem problem(String rule, String value) {
      return group.problem(key, rule, value);
    }

    boolean isSubstituted() {
      return group.positions().isSubstituted(path());
    }

    String shown() {
      return group.positions().shown(path());
    }

    private String path() {
      return group.path() + "." + key;
    }
  }
}
