package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.testing.SharedFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

class DetectionMetricsTest {
  @Test
  void agreesWithTheReferenceImplementations() throws IOException {
    JsonNode cases =
        new ObjectMapper()
            .readTree(SharedFiles.golden("detection_metrics.json").toFile())
            .get("cases");
    assertThat(cases).hasSizeGreaterThan(3);
    for (JsonNode c : cases) {
      String name = c.get("name").asText();
      double[] scores = new double[c.get("scores").size()];
      boolean[] labels = new boolean[scores.length];
      for (int i = 0; i < scores.length; i++) {
        scores[i] = c.get("scores").get(i).asDouble();
        labels[i] = c.get("labels").asText().charAt(i) == '1';
      }
      JsonNode expected = c.get("expected");
      DetectionMetrics metrics =
          DetectionMetrics.of(scores, labels, c.get("vus_max_buffer").asInt());
      assertThat(metrics.aucPr()).as(name).isCloseTo(expected(expected, "AUC-PR"), within(1e-6));
      assertThat(metrics.aucRoc()).as(name).isCloseTo(expected(expected, "AUC-ROC"), within(1e-6));
      assertThat(metrics.vusPr()).as(name).isCloseTo(expected(expected, "VUS-PR"), within(1e-3));
      assertThat(metrics.bestF1())
          .as(name)
          .isCloseTo(expected(expected, "best-F1-exact"), within(1e-6));
      assertThat(metrics.pointAdjustedF1())
          .as(name)
          .isCloseTo(expected(expected, "PA-F1-exact"), within(1e-6));
    }
  }

  private static double expected(JsonNode values, String key) {
    return values.get(key).asDouble();
  }

  @Test
  void knownByHand() {
    double[] scores = {0.9, 0.8, 0.7, 0.6};
    boolean[] labels = {true, false, true, false};
    DetectionMetrics metrics = DetectionMetrics.of(scores, labels, 0);
    assertThat(metrics.aucPr()).isCloseTo((1 + 2.0 / 3) / 2, within(1e-12));
    assertThat(metrics.aucRoc()).isCloseTo(0.75, within(1e-12));
    assertThat(metrics.bestF1()).isCloseTo(0.8, within(1e-12));
  }

  @Test
  void oneAlarmInALongIncidentIsEnoughForPointAdjustment() {
    double[] scores = new double[100];
    boolean[] labels = new boolean[100];
    for (int i = 0; i < 50; i++) {
      labels[i] = true;
    }
    scores[49] = 1;
    DetectionMetrics metrics = DetectionMetrics.of(scores, labels, 10);
    assertThat(metrics.pointAdjustedF1()).isEqualTo(1);
    assertThat(metrics.bestF1()).isCloseTo(2.0 / 3, within(1e-12));
  }

  @Test
  void equalScoresAreOneThreshold() {
    boolean[] labels = {true, false, false, false};
    DetectionMetrics metrics = DetectionMetrics.of(new double[] {0.0, -0.0, 0.0, 0.0}, labels, 2);
    assertThat(metrics.aucPr()).isEqualTo(0.25);
    assertThat(metrics.aucRoc()).isEqualTo(0.5);
  }

  @Test
  void undefinedWithoutIncidentsOrWithoutNormalSteps() {
    double[] scores = {1, 2};
    assertThat(DetectionMetrics.of(scores, new boolean[] {false, false}).aucPr()).isNaN();
    assertThat(DetectionMetrics.of(scores, new boolean[] {true, true}).vusPr()).isNaN();
  }

  @Test
  void infiniteScoresAreOrderedLikeOthers() {
    double[] scores = {Double.POSITIVE_INFINITY, 1, Double.NEGATIVE_INFINITY};
    assertThat(DetectionMetrics.of(scores, new boolean[] {true, false, false}).aucPr()).isOne();
  }

  @Test
  void refusesNaNAndOtherLengths() {
    assertThatThrownBy(
            () -> DetectionMetrics.of(new double[] {1, Double.NaN}, new boolean[] {true, false}))
        .hasMessage("scores[1]: expected a number, found NaN");
    assertThatThrownBy(() -> DetectionMetrics.of(new double[] {1}, new boolean[] {true, false}))
        .hasMessage("scores: expected one for each of 2 labels, found 1");
  }

  @Test
  void thirtyThousandStepsTakeAMoment() {
    Random random = new Random(7);
    double[] scores = random.doubles(30_000).toArray();
    boolean[] labels = new boolean[scores.length];
    for (int start = 500; start < labels.length - 300; start += 1_000) {
      for (int i = start; i < start + 120; i++) {
        labels[i] = true;
      }
    }
    DetectionMetrics metrics =
        Assertions.assertTimeout(
            Duration.ofSeconds(3), () -> DetectionMetrics.of(scores, labels, 100));
    assertThat(metrics.aucRoc()).isBetween(0.47, 0.53);
  }
}
