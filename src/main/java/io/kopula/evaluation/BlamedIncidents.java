package io.kopula.evaluation;

import io.kopula.series.Grid;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The incidents of an entity for which experts blamed variables, to hold a detector's attributions
 * against. Incidents that adjoin stay apart, since each has culprits of its own.
 */
final class BlamedIncidents {
  private final List<Blamed> incidents;
  private final int[] steps;

  /** First and last step of an incident, and which variables were blamed. */
  private static final class Blamed {
    private final int first;
    private final int last;
    private final boolean[] isCulprit;

    private Blamed(int first, int last, boolean[] isCulprit) {
      this.first = first;
      this.last = last;
      this.isCulprit = isCulprit;
    }
  }

  private BlamedIncidents(List<Blamed> incidents) {
    this.incidents = incidents;
    steps =
        incidents.stream()
            .flatMapToInt(incident -> IntStream.rangeClosed(incident.first, incident.last))
            .distinct()
            .sorted()
            .toArray();
  }

  static BlamedIncidents of(LabelledEntity entity) {
    List<String> variables = entity.test().variables();
    List<Blamed> blamed = new ArrayList<>();
    for (Incident incident : entity.incidents()) {
      int[] within = within(incident, entity.test().grid());
      if (within.length > 0 && !incident.culprits().isEmpty()) {
        boolean[] isCulprit = new boolean[variables.size()];
        incident.culprits().forEach(name -> isCulprit[variables.indexOf(name)] = true);
        blamed.add(new Blamed(within[0], within[within.length - 1], isCulprit));
      }
    }
    return new BlamedIncidents(blamed);
  }

  private static int[] within(Incident incident, Grid grid) {
    return IntStream.range(0, grid.length())
        .filter(step -> incident.span().contains(grid.time(step)))
        .toArray();
  }

  /** Steps of the test part within one of the incidents, rising. */
  int[] steps() {
    return steps.clone();
  }

  /**
   * @param attributions [{@link #steps}][variables], higher is more to blame
   * @param scores [steps of the test part]
   * @param threshold above which a score is an alarm
   */
  ExplanationMetrics measure(double[][] attributions, double[] scores, double threshold) {
    if (attributions.length != steps.length) {
      throw new IllegalArgumentException(
          "attributions: expected those of "
              + steps.length
              + " steps, found "
              + attributions.length);
    }
    return ExplanationMetrics.of(
        incidents.stream()
            .map(incident -> measure(incident, attributions, scores, threshold))
            .toList());
  }

  private ExplanationMetrics.OfIncident measure(
      Blamed incident, double[][] attributions, double[] scores, double threshold) {
    HitRates best = HitRates.NONE;
    HitRates atAlarm = HitRates.NONE;
    double ndcg = 0;
    boolean alarmed = false;
    double[] greatest = new double[incident.isCulprit.length];
    Arrays.fill(greatest, Double.NEGATIVE_INFINITY);
    for (int step = incident.first; step <= incident.last; step++) {
      double[] weights = attributions[Arrays.binarySearch(steps, step)];
      CulpritRanks ranks = CulpritRanks.of(weights, incident.isCulprit);
      best = best.or(ranks.hitRates());
      ndcg = Math.max(ndcg, ranks.ndcg());
      if (!alarmed && scores[step] > threshold) {
        alarmed = true;
        atAlarm = ranks.hitRates();
      }
      Arrays.setAll(greatest, v -> Math.max(greatest[v], weights[v]));
    }
    CulpritRanks pooled = CulpritRanks.of(greatest, incident.isCulprit);
    int length = incident.last - incident.first + 1;
    return new ExplanationMetrics.OfIncident(
        length, best, atAlarm, pooled.hitRates(), ndcg, pooled.first());
  }
}
