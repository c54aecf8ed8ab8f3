package io.kopula.backtest;

import io.kopula.collector.GroupFit;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The models that score a part of the range; closed when it is over. */
final class SegmentModels implements AutoCloseable {
  private final List<GroupFit.Fitted> fitted = new ArrayList<>();
  private final Map<Entity, Scorer> scorers = new HashMap<>();

  void add(GroupFit.Fitted model) {
    fitted.add(model);
    model.scorer().entities().forEach(entity -> scorers.put(entity, model.scorer()));
  }

  List<GroupFit.Fitted> fitted() {
    return List.copyOf(fitted);
  }

  /** How long the fits took. */
  Duration took() {
    return fitted.stream().map(GroupFit.Fitted::took).reduce(Duration.ZERO, Duration::plus);
  }

  /** The scorer that knows an entity, null where there is none. */
  @Nullable Scorer of(Entity entity) {
    return scorers.get(entity);
  }

  /** Entities that a model knows. */
  int entities() {
    return scorers.size();
  }

  @Override
  public void close() {
    fitted.forEach(model -> model.scorer().close());
  }
}
