package io.kopula.config;

import java.util.List;
import java.util.Map;

/**
 * What a server said to the expressions of a configuration.
 *
 * @param problems expressions that the server refuses
 * @param warnings what may be meant so, such as an expression that returns nothing now
 * @param entities how many entities each group has now; a group that was not checked is missing
 */
public record ExpressionReport(
    List<Problem> problems, List<Problem> warnings, Map<String, Integer> entities) {
  public ExpressionReport {
    problems = List.copyOf(problems);
    warnings = List.copyOf(warnings);
    entities = Map.copyOf(entities);
  }
}
