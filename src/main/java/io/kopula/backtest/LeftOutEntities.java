package io.kopula.backtest;

import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.scoring.FitException;
import io.kopula.series.Entity;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Why entities were not scored, while that is so: a later model may know them. */
final class LeftOutEntities {
  private final GroupConfig group;
  private final Map<Entity, String> reasons = new TreeMap<>();
  private final Map<ModelKey, FitException> failed = new LinkedHashMap<>();

  LeftOutEntities(GroupConfig group) {
    this.group = group;
  }

  void failed(Map<ModelKey, FitException> models) {
    failed.putAll(models);
  }

  /**
   * @param until last step of the history
   */
  void young(Entity entity, int points, Instant until) {
    reasons.put(
        entity,
        "expected at least "
            + group.fit().minPoints()
            + " steps with values up to "
            + until
            + " (fit.min_points), found "
            + points);
  }

  /** One with values in a part that no model knows. */
  void unknown(Entity entity, Instant from) {
    boolean isExplained =
        failed.keySet().stream()
            .anyMatch(key -> key.entity() == null || entity.equals(key.entity()));
    if (!isExplained) {
      reasons.putIfAbsent(
          entity, "expected values to fit on before " + from + ", found none, or too few");
    }
  }

  /** One that was known to a model, but without a value to score. */
  void silent(Entity entity) {
    reasons.put(entity, "expected values in the range, found none");
  }

  List<LeftOut> models() {
    return failed.entrySet().stream()
        .map(each -> new LeftOut(each.getKey().toString(), "fit: " + each.getValue().getMessage()))
        .toList();
  }

  List<LeftOut> entities(Set<Entity> scored) {
    return reasons.entrySet().stream()
        .filter(each -> !scored.contains(each.getKey()))
        .map(each -> new LeftOut(each.getKey().id(), each.getValue()))
        .toList();
  }
}
