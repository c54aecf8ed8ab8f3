package io.kopula.evaluation;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * How well a detector's ranking of variables names those that experts blamed, over the incidents
 * with culprits. All values are 0..1, higher is better; NaN where there is no such incident or the
 * detector ranks nothing. {@code docs/benchmarks.md} holds the definitions.
 *
 * @param best highest hit rates of an incident's steps. Flatters: the longer the incident, the more
 *     draws a random ranking has
 * @param atAlarm hit rates at an incident's first alarm; an incident without alarm counts 0
 * @param pooled hit rates of one ranking an incident: by each variable's greatest weight in it
 * @param ndcg highest of an incident's steps
 * @param interpretationScore the pooled hit rate at 100 %, incidents weighted by their steps: IPS
 *     of Li et al., "InterFusion" (KDD 2021)
 * @param firstRankedShare share of incidents whose first variable, of the pooled ranking, is a
 *     culprit
 */
public record ExplanationMetrics(
    HitRates best,
    HitRates atAlarm,
    HitRates pooled,
    double ndcg,
    double interpretationScore,
    double firstRankedShare) {
  static final ExplanationMetrics UNKNOWN = of(List.of());

  /** What is known of one incident. */
  record OfIncident(
      int steps, HitRates best, HitRates atAlarm, HitRates pooled, double ndcg, double first) {}

  /** Means over incidents. */
  static ExplanationMetrics of(List<OfIncident> incidents) {
    double steps = incidents.stream().mapToDouble(OfIncident::steps).sum();
    return new ExplanationMetrics(
        meanRates(incidents, OfIncident::best),
        meanRates(incidents, OfIncident::atAlarm),
        meanRates(incidents, OfIncident::pooled),
        mean(incidents, OfIncident::ndcg),
        incidents.stream().mapToDouble(i -> i.steps() * i.pooled().at100()).sum() / steps,
        mean(incidents, OfIncident::first));
  }

  private static HitRates meanRates(
      List<OfIncident> incidents, Function<OfIncident, HitRates> rates) {
    return new HitRates(
        mean(incidents, i -> rates.apply(i).at100()), mean(incidents, i -> rates.apply(i).at150()));
  }

  private static double mean(List<OfIncident> incidents, ToDoubleFunction<OfIncident> value) {
    return incidents.stream().mapToDouble(value).average().orElse(Double.NaN);
  }
}
