package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Interval;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class BlamedIncidentsTest {
  private static final Offset<Double> EXACT = Offset.offset(1e-12);

  /** Discount of the second rank, 1 / log2(3). */
  private static final double SECOND = 0.6309297535714575;

  private static final Incident OF_A = incident(12, 14, "a");
  private static final Incident OF_B_AND_C = incident(16, 16, "b", "c");

  /** Steps 2, 3, 4 and 6 of the test part, which starts at second 10. */
  private static final double[][] ATTRIBUTIONS = {{1, 2, 0}, {3, 1, 0}, {0, 9, 0}, {5, 4, 3}};

  /** A score of 1 is no alarm yet. */
  private static final double[] SCORES = {0, 0, 1, 1.1, 2, 9, 0.5, 0, 0, 0};

  @Test
  void ofOneIncident() {
    ExplanationMetrics metrics = measure(ATTRIBUTIONS, OF_A, OF_B_AND_C);
    assertThat(metrics.best()).isEqualTo(new HitRates((1 + 0.5) / 2, 1));
    assertThat(metrics.atAlarm()).as("a at the second step, no alarm").isEqualTo(half(1, 1));
    assertThat(metrics.pooled()).as("b before a, then a before b, c").isEqualTo(half(0.5, 1));
    assertThat(metrics.ndcg()).isCloseTo((1 + SECOND / (1 + SECOND)) / 2, EXACT);
    assertThat(metrics.interpretationScore()).isCloseTo((3 * 0 + 1 * 0.5) / 4, EXACT);
    assertThat(metrics.firstRankedShare()).isZero();
  }

  @Test
  void theFirstRankedOfAnIncidentHasTheGreatestWeightInIt() {
    double[][] attributions = ATTRIBUTIONS.clone();
    attributions[1] = new double[] {10, 1, 0};
    ExplanationMetrics metrics = measure(attributions, OF_A, OF_B_AND_C);
    assertThat(metrics.firstRankedShare()).isEqualTo(0.5);
    assertThat(metrics.interpretationScore()).isCloseTo((3 * 1 + 1 * 0.5) / 4, EXACT);
  }

  @Test
  void incidentsWithoutCulpritsOrOutsideTheTestPartAreLeftOut() {
    BlamedIncidents blamed =
        blamed(OF_A, OF_B_AND_C, incident(18, 19), incident(3, 9, "a"), incident(20, 30, "a"));
    assertThat(blamed.steps()).containsExactly(2, 3, 4, 6);
    assertThat(blamed.measure(ATTRIBUTIONS, SCORES, 1))
        .isEqualTo(measure(ATTRIBUTIONS, OF_A, OF_B_AND_C));
    assertThat(blamed(incident(18, 19)).measure(new double[0][], SCORES, 1))
        .isEqualTo(ExplanationMetrics.UNKNOWN);
  }

  @Test
  void adjoiningAndOverlappingIncidentsHaveTheirOwnCulprits() {
    BlamedIncidents blamed = blamed(incident(12, 13, "a"), incident(13, 14, "b"));
    assertThat(blamed.steps()).containsExactly(2, 3, 4);
    double[][] attributions = {{1, 0, 0}, {0, 0, 1}, {0, 1, 0}};
    assertThat(blamed.measure(attributions, SCORES, 1).best()).isEqualTo(new HitRates(1, 1));
  }

  @Test
  void everyStepHasAttributions() {
    assertThatThrownBy(() -> measure(new double[3][3], OF_A, OF_B_AND_C))
        .hasMessage("attributions: expected those of 4 steps, found 3");
  }

  private static ExplanationMetrics measure(double[][] attributions, Incident... incidents) {
    return blamed(incidents).measure(attributions, SCORES, 1);
  }

  private static HitRates half(double at100, double at150) {
    return new HitRates(at100 / 2, at150 / 2);
  }

  private static BlamedIncidents blamed(Incident... incidents) {
    Frame frame =
        Frame.of(
            Entity.of(Map.of()), List.of("a", "b", "c"), new Grid(0, 1_000, 20), new double[60]);
    return BlamedIncidents.of(
        new LabelledEntity("cart", frame.slice(0, 10), frame.slice(10, 20), List.of(incidents)));
  }

  private static Incident incident(long first, long last, String... culprits) {
    return new Incident(
        new Interval(Instant.ofEpochSecond(first), Instant.ofEpochSecond(last)), List.of(culprits));
  }
}
