package io.kopula.demo;

import java.util.EnumMap;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;

/** What the shop's services usually have: their ranges over a stretch of normal life. */
final class ShopHistory {
  private final Map<ShopService, Map<ShopMetric, UsualRange>> metrics =
      new EnumMap<>(ShopService.class);
  private final Map<ShopService, Map<IncidentKind, UsualRange>> levels =
      new EnumMap<>(ShopService.class);

  /**
   * @param seconds how much of the simulation is the history, from its start on
   */
  ShopHistory(ShopSimulator simulator, int seconds) {
    for (ShopService service : ShopService.values()) {
      Map<ShopMetric, UsualRange> ofMetrics = new EnumMap<>(ShopMetric.class);
      for (ShopMetric metric : ShopMetric.values()) {
        ofMetrics.put(
            metric, range(simulator, seconds, service, each -> each.value(service, metric)));
      }
      metrics.put(service, ofMetrics);
      Map<IncidentKind, UsualRange> ofLevels = new EnumMap<>(IncidentKind.class);
      for (IncidentKind kind : IncidentKind.values()) {
        ofLevels.put(kind, range(simulator, seconds, service, kind::level));
      }
      levels.put(service, ofLevels);
    }
  }

  UsualRange of(ShopService service, ShopMetric metric) {
    return known(metrics.getOrDefault(service, Map.of()), metric);
  }

  /** Of the level that a kind of incident displaces. */
  UsualRange of(ShopService service, IncidentKind kind) {
    return known(levels.getOrDefault(service, Map.of()), kind);
  }

  private static <K> UsualRange known(Map<K, UsualRange> ranges, K key) {
    UsualRange range = ranges.get(key);
    if (range == null) {
      throw new IllegalStateException("no history of " + key);
    }
    return range;
  }

  private static UsualRange range(
      ShopSimulator simulator,
      int seconds,
      ShopService service,
      ToDoubleFunction<Drivers> quantity) {
    long from = simulator.startSecond();
    return UsualRange.of(
        LongStream.range(from, from + seconds)
            .mapToDouble(t -> quantity.applyAsDouble(simulator.drivers(service, t)))
            .toArray());
  }
}
