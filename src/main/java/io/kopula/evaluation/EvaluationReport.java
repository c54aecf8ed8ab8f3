package io.kopula.evaluation;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an evaluation found.
 *
 * @param detectors names, in order
 * @param entities measurements by entity and detector; a detector that failed on an entity has none
 * @param failures what went wrong, one line each: entity, detector, reason
 */
public record EvaluationReport(
    List<String> detectors,
    SortedMap<String, Map<String, Measurement>> entities,
    List<String> failures) {
  public EvaluationReport {
    detectors = List.copyOf(detectors);
    SortedMap<String, Map<String, Measurement>> copy = new TreeMap<>();
    entities.forEach(
        (entity, measurements) ->
            copy.put(entity, Collections.unmodifiableMap(new LinkedHashMap<>(measurements))));
    entities = Collections.unmodifiableSortedMap(copy);
    failures = List.copyOf(failures);
  }

  /**
   * A detector's numbers, averaged over the entities that have them; NaN where none has.
   *
   * @return by the names of {@link Measurement#values}; empty for a detector that never succeeded
   */
  public Map<String, Double> mean(String detector) {
    Map<String, double[]> sums = new LinkedHashMap<>();
    for (Map<String, Measurement> measurements : entities.values()) {
      Measurement measurement = measurements.get(detector);
      if (measurement != null) {
        measurement.values().forEach((name, value) -> add(sums, name, value));
      }
    }
    Map<String, Double> means = new LinkedHashMap<>();
    sums.forEach((name, sum) -> means.put(name, sum[0] / sum[1]));
    return means;
  }

  private static void add(Map<String, double[]> sums, String name, double value) {
    double[] sum = sums.computeIfAbsent(name, key -> new double[2]);
    if (!Double.isNaN(value)) {
      sum[0] += value;
      sum[1]++;
    }
  }
}
