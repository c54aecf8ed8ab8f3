package io.kopula.grafana;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Finds the names of metrics in PromQL, as Grafana writes it, with variables. */
final class MetricNames {
  private static final Pattern BY_NAME = Pattern.compile("__name__=~\"([^\"]*)\"");
  private static final Pattern VARIABLE = Pattern.compile("\\$\\{[^}]*\\}|\\$\\w+");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"");
  private static final Pattern LABELS =
      Pattern.compile(
          "\\b(by|without|on|ignoring|group_left|group_right)\\s*\\([^)]*\\)"
              + "|\\{[^}]*\\}|\\[[^]]*\\]");
  private static final Pattern IDENTIFIER =
      Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*(?!\\w|\\s*\\()");
  private static final Set<String> OPERATORS =
      Set.of("and", "or", "unless", "bool", "offset", "start", "end");

  private MetricNames() {}

  /** Names and, of selectors by a pattern of names, the alternatives of the pattern. */
  static Set<String> of(String expression) {
    Set<String> names = new TreeSet<>();
    BY_NAME
        .matcher(expression)
        .results()
        .forEach(match -> names.addAll(Set.of(match.group(1).split("\\|"))));
    String rest = VARIABLE.matcher(expression).replaceAll("");
    rest = TEXT.matcher(rest).replaceAll("");
    rest = LABELS.matcher(rest).replaceAll(" ");
    names.addAll(
        IDENTIFIER
            .matcher(rest)
            .results()
            .map(MatchResult::group)
            .filter(name -> !OPERATORS.contains(name))
            .collect(Collectors.toSet()));
    return names;
  }
}
