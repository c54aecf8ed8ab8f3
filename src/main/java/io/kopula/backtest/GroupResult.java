package io.kopula.backtest;

import io.kopula.config.GroupConfig;
import io.kopula.series.Grid;
import java.time.Duration;
import java.util.List;

/**
 * What a backtest found of a group.
 *
 * @param range the steps that were scored
 * @param entities those with a score, sorted
 * @param incidents in order of time
 * @param failed models that could not be fitted
 * @param leftOut entities without any score
 * @param warnings of reading, such as that series share labels
 */
public record GroupResult(
    GroupConfig group,
    Grid range,
    List<UsedModel> models,
    List<EntityResult> entities,
    List<FiredIncident> incidents,
    List<LeftOut> failed,
    List<LeftOut> leftOut,
    List<String> warnings,
    Cost cost) {
  public GroupResult {
    models = List.copyOf(models);
    entities = List.copyOf(entities);
    incidents = List.copyOf(incidents);
    failed = List.copyOf(failed);
    leftOut = List.copyOf(leftOut);
    warnings = List.copyOf(warnings);
  }

  /** From the first step to the last one; a step where that is the same. */
  public Duration length() {
    return range.step().multipliedBy(Math.max(1, range.length() - 1));
  }

  /** Incidents of all entities together, by the week of the range. */
  public double alarmsPerWeek() {
    return Weeks.rate(incidents.size(), length());
  }

  /** What the configuration allows all entities together. */
  public double allowedPerWeek() {
    return group.alert().falseAlarmsPerWeek() * entities.size();
  }

  public boolean isScored() {
    return !entities.isEmpty() && failed.isEmpty();
  }
}
