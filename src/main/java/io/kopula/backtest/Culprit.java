package io.kopula.backtest;

import io.kopula.collector.PastIncidents;
import io.kopula.series.Contribution;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A variable to blame for an incident, at its highest score.
 *
 * @param share of what raises the score, 0..1
 * @param value NaN where missing
 * @param expected what it should have been, NaN where unknown, as both ends of the band
 */
public record Culprit(
    String variable, double share, double value, double expected, double lower, double upper) {
  private static final int MOST = 3;

  /** Variables with a smaller share are not named, unless all are. */
  private static final double LEAST_SHARE = 0.05;

  /** Those of an incident, the largest share first. */
  static List<Culprit> of(PastIncidents.Incident incident) {
    Score score = incident.explanation().score();
    double raising = score.contributions().stream().mapToDouble(c -> Math.max(0, c.total())).sum();
    List<Culprit> largest =
        score.contributions().stream()
            .sorted(Comparator.comparingDouble(Contribution::total).reversed())
            .limit(MOST)
            .map(each -> of(each, raising, score, incident.values()))
            .toList();
    List<Culprit> named = largest.stream().filter(each -> each.share() >= LEAST_SHARE).toList();
    return named.isEmpty() ? largest : named;
  }

  private static Culprit of(Contribution each, double raising, Score score, Frame values) {
    Optional<Expectation> expected =
        score.expectations().stream().filter(e -> e.variable().equals(each.variable())).findFirst();
    return new Culprit(
        each.variable(),
        raising > 0 ? each.total() / raising : 0,
        values.value(0, values.variables().indexOf(each.variable())),
        expected.map(Expectation::median).orElse(Double.NaN),
        expected.map(Expectation::lower).orElse(Double.NaN),
        expected.map(Expectation::upper).orElse(Double.NaN));
  }
}
