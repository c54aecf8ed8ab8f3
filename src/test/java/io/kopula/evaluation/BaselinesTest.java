package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.SharedFiles;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class BaselinesTest {
  private static final LabelledEntity CART = SampleData.labelled("cart", 11);

  static Stream<Detector> detectors() {
    return Baselines.all(3).stream();
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void scoresDependOnThePastOnly(Detector detector) throws Exception {
    double[] whole = score(detector, CART.train(), CART.test());
    double[] start = score(detector, CART.train(), CART.test().slice(0, 100));
    assertThat(whole).hasSize(CART.test().length());
    assertThat(start).containsExactly(Arrays.copyOf(whole, 100), Offset.offset(1e-9));
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void gapsConstantsAndCopiesAreHarmless(Detector detector) throws Exception {
    double[] values = new double[600 * 4];
    for (int i = 0; i < 600; i++) {
      values[4 * i] = Math.sin(i);
      values[4 * i + 1] = Math.sin(i);
      values[4 * i + 2] = 7;
      values[4 * i + 3] = Double.NaN;
    }
    Arrays.fill(values, 40, 80, Double.NaN);
    Frame frame =
        Frame.of(
            Entity.of(Map.of()),
            List.of("a", "copy", "constant", "gone"),
            new Grid(0, 60_000, 600),
            values);
    double[] scores = score(detector, frame.slice(0, 400), frame.slice(400, 600));
    assertThat(scores).hasSize(200).doesNotContain(Double.NaN, Double.POSITIVE_INFINITY);
  }

  @Test
  void jointDetectorsSeeABrokenDependence() throws Exception {
    for (Detector detector : Baselines.all(3)) {
      DetectionMetrics metrics =
          DetectionMetrics.of(score(detector, CART.train(), CART.test()), CART.labels(), 10);
      if (List.of("random", "max-z").contains(detector.name())) {
        assertThat(metrics.aucPr()).as(detector.name()).isLessThan(0.4);
      } else {
        assertThat(metrics.aucPr()).as(detector.name()).isGreaterThan(0.6);
      }
    }
  }

  @Test
  void maxZIsTheFarthestVariable() throws Exception {
    double[] values = {-1, 10, 1, 30, -1, 10, 1, 30};
    Frame train = Frame.of(Entity.of(Map.of()), List.of("a", "b"), new Grid(0, 1_000, 4), values);
    double[] tested = {3, 20, 0, -30};
    Frame test = Frame.of(train.entity(), train.variables(), new Grid(4_000, 1_000, 2), tested);
    assertThat(score(new MaxZDetector(), train, test))
        .containsExactly(new double[] {3, 5}, Offset.offset(1e-9));
  }

  @Test
  void nearestNeighbourAgreesWithAPlainSearch() throws Exception {
    Frame train = SampleData.service(3, 120, 5);
    Frame test = SampleData.service(3, 160, 6).slice(120, 160);
    double[][] known = Standardiser.of(train).applyAsinh(train);
    double[][] rows = Standardiser.of(train).applyAsinh(Standardiser.withContext(train, test, 3));
    double[] fast = score(new NearestNeighbourDetector(4), train, test);
    for (int i = 0; i < test.length(); i++) {
      double least = Double.POSITIVE_INFINITY;
      for (int j = 0; j + 4 <= known.length; j++) {
        double sum = 0;
        for (int lag = 0; lag < 4; lag++) {
          for (int v = 0; v < 3; v++) {
            sum += Math.pow(rows[i + lag][v] - known[j + lag][v], 2);
          }
        }
        least = Math.min(least, sum);
      }
      assertThat(fast[i]).isCloseTo(Math.sqrt(least), Offset.offset(1e-3));
    }
  }

  @Test
  void contextComesFromTrainingWhereItAdjoinsOnly() {
    Frame train = SampleData.service(2, 50, 1);
    Frame adjoining = SampleData.service(2, 60, 1).slice(50, 60);
    Frame joined = Standardiser.withContext(train, adjoining, 3);
    assertThat(joined.length()).isEqualTo(13);
    assertThat(joined.value(2, 1)).isEqualTo(train.value(49, 1));
    assertThat(joined.value(3, 1)).isEqualTo(adjoining.value(0, 1));
    Frame later = SampleData.service(2, 62, 1).slice(52, 62);
    Frame gapped = Standardiser.withContext(train, later, 3);
    assertThat(gapped.isPresent(0, 0)).isTrue();
    assertThat(gapped.isPresent(1, 0)).isFalse();
    assertThat(gapped.isPresent(2, 0)).isFalse();
  }

  @Test
  void reachesTheKnownLevelOnRealData() throws Exception {
    Dataset asd = Datasets.open(SharedFiles.dataset("asd"));
    double mean = 0;
    for (String name : asd.entities()) {
      LabelledEntity entity = asd.load(name);
      double[] scores = score(new TimeOfDayDetector(5), entity.train(), entity.test());
      mean += DetectionMetrics.of(scores, entity.labels(), 0).aucPr() / asd.entities().size();
    }
    assertThat(mean).isCloseTo(0.43, Offset.offset(0.01));
  }

  private static double[] score(Detector detector, Frame train, Frame test) throws Exception {
    try (Detector.Fitted fitted = detector.fit(train)) {
      return fitted.score(train, test);
    }
  }
}
