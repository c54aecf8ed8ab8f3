package io.kopula.config;

import io.kopula.config.GroupConfig.VariableConfig;
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
  private final Positions positions;
  private final Configuration configuration;
  private final List<Problem> problems = new ArrayList<>();
  private final List<Problem> warnings = new ArrayList<>();
  private final Map<String, Integer> entities = new HashMap<>();

  private ExpressionCheck(MetricSource source, ParsedConfiguration parsed) {
    this.source = source;
    this.positions = parsed.positions();
    this.configuration = parsed.configuration();
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
    for (int index = 0; index < configuration.groups().size(); index++) {
      GroupConfig group = configuration.groups().get(index);
      Set<Map<String, String>> found = new HashSet<>();
      for (VariableConfig variable : group.variables()) {
        String key = "groups[" + index + "].variables." + variable.name();
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
  private Set<Map<String, String>> judge(String key, GroupConfig group, SeriesSet answer) {
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
  private boolean mayGoOn(String key, SourceException e) {
    String message = e.getMessage() == null ? e.kind().label() : e.getMessage();
    switch (e.kind()) {
      case BAD_DATA -> {
        boolean mayQuote = !positions.isSubstituted(key);
        String said = mayQuote ? " (the server says: " + message + ")" : "";
        problems.add(positions.problem(key, "a PromQL expression" + said, positions.shown(key)));
        return true;
      }
      case TOO_LARGE -> {
        warn(key, "an answer within datasource.max_response_bytes", message);
        return true;
      }
      case UNAUTHORIZED -> {
        problems.add(
            positions.problem("datasource", "credentials that the server accepts", message));
        return false;
      }
      default -> {
        String rule = "a server that answers (expressions are not checked further)";
        warnings.add(positions.problem("datasource.url", rule, message));
        return false;
      }
    }
  }

  private void warn(String key, String rule, String value) {
    warnings.add(positions.problem(key, rule, value));
  }
}
