package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Which variables the baselines blame. */
class AttributionsTest {
  private static final Offset<Double> CLOSE = Offset.offset(1e-9);
  private static final LabelledEntity CART = SampleData.labelled("cart", 11);
  private static final int[] SOME = {7, 8, 60, 99};

  static Stream<Detector> ranking() {
    return Baselines.all(3).stream().filter(d -> !(d instanceof NearestNeighbourDetector));
  }

  static Stream<Detector> joint() {
    return ranking().filter(d -> !List.of("random", "max-z").contains(d.name()));
  }

  @ParameterizedTest
  @MethodSource("ranking")
  void comeFromThePastOnly(Detector detector) throws Exception {
    double[][] whole = attributions(detector, CART.train(), CART.test(), SOME);
    double[][] start = attributions(detector, CART.train(), CART.test().slice(0, 100), SOME);
    assertThat(whole).hasDimensions(SOME.length, 5);
    for (int i = 0; i < SOME.length; i++) {
      assertThat(start[i]).containsExactly(whole[i], CLOSE);
    }
  }

  @ParameterizedTest
  @MethodSource("ranking")
  void areNumbersInGaps(Detector detector) throws Exception {
    double[] values = new double[300 * 3];
    Arrays.setAll(values, i -> i % 3 == 2 || i > 700 ? Double.NaN : Math.sin(i) + i % 3);
    Frame frame =
        Frame.of(CART.test().entity(), List.of("a", "b", "gone"), new Grid(0, 60_000, 300), values);
    double[][] found =
        attributions(detector, frame.slice(0, 200), frame.slice(200, 300), new int[] {10, 99});
    assertThat(Arrays.stream(found).flatMapToDouble(Arrays::stream)).noneMatch(x -> x.isNaN());
  }

  @ParameterizedTest
  @MethodSource("joint")
  void nameTheVariableThatLeftTheOthers(Detector detector) throws Exception {
    ExplanationMetrics metrics = measure(detector);
    assertThat(metrics.firstRankedShare()).isEqualTo(1);
    assertThat(metrics.best()).isEqualTo(new HitRates(1, 1));
    assertThat(metrics.atAlarm()).isEqualTo(new HitRates(1, 1));
  }

  @Test
  void singleVariablesDoNotSeeIt() throws Exception {
    assertThat(measure(new MaxZDetector()).firstRankedShare()).isZero();
  }

  @Test
  void nearestNeighboursBlameNothing() throws Exception {
    try (Detector.Fitted fitted = new NearestNeighbourDetector(10).fit(CART.train())) {
      assertThat(fitted.attributions(CART.train(), CART.test(), SOME)).isEmpty();
    }
  }

  @Test
  void randomOnesAreAtChance() throws Exception {
    int[] all = IntStream.range(0, CART.test().length()).toArray();
    double[][] found = attributions(new RandomDetector(5), CART.train(), CART.test(), all);
    boolean[] isCulprit = {false, false, true, false, false};
    double first =
        Arrays.stream(found)
            .mapToDouble(w -> CulpritRanks.of(w, isCulprit).first())
            .average()
            .orElse(0);
    assertThat(first).isBetween(0.14, 0.26);
  }

  @Test
  void maxZsAreDistances() throws Exception {
    double[] values = {-1, 10, 1, 30, -1, 10, 1, 30, 3, 20, 0, -30};
    Frame frame = Frame.of(CART.test().entity(), List.of("a", "b"), new Grid(0, 1_000, 6), values);
    double[][] found =
        attributions(new MaxZDetector(), frame.slice(0, 4), frame.slice(4, 6), new int[] {0, 1});
    assertThat(found[0]).containsExactly(new double[] {3, 0}, CLOSE);
    assertThat(found[1]).containsExactly(new double[] {0, 5}, CLOSE);
  }

  /** Variances 1, covariance 0.8: given the other, a variable has mean 0.8 x and variance 0.36. */
  @Test
  void conditionalResidualsOfAPair() {
    double along = Math.sqrt(1.8);
    double across = Math.sqrt(0.2);
    double[][] rows = {{along, along}, {-along, -along}, {across, -across}, {-across, across}};
    double[][] found = Gaussian.of(rows, 0).conditionalResiduals(new double[][] {{3, 1}});
    assertThat(found[0])
        .containsExactly(
            new double[] {Math.pow(3 - 0.8, 2) / 0.36, Math.pow(1 - 0.8 * 3, 2) / 0.36}, CLOSE);
  }

  @Test
  void residualsOfComponentsAddUpToTheSquaredScore() throws Exception {
    try (Detector.Fitted fitted = new PcaDetector().fit(CART.train())) {
      double[] scores = fitted.score(CART.train(), CART.test());
      double[][] found = fitted.attributions(CART.train(), CART.test(), SOME).orElseThrow();
      for (int i = 0; i < SOME.length; i++) {
        assertThat(Arrays.stream(found[i]).sum()).isCloseTo(Math.pow(scores[SOME[i]], 2), CLOSE);
      }
    }
  }

  private static double[][] attributions(Detector detector, Frame train, Frame test, int[] steps)
      throws Exception {
    try (Detector.Fitted fitted = detector.fit(train)) {
      return fitted.attributions(train, test, steps).orElseThrow();
    }
  }

  private static ExplanationMetrics measure(Detector detector) throws Exception {
    Dataset cart =
        new Dataset() {
          @Override
          public String name() {
            return "samples";
          }

          @Override
          public List<String> entities() {
            return List.of("cart");
          }

          @Override
          public LabelledEntity load(String entity) {
            return CART;
          }
        };
    EvaluationReport report =
        new Evaluation(List.of(detector), EvaluationOptions.DEFAULT, System::nanoTime)
            .run(cart, EvaluationListener.SILENT);
    return report.entities().get("cart").get(detector.name()).explanations();
  }
}
