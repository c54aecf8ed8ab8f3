package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.kopula.bundle.BundleStore;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real fits on data that are not as they should be. */
class RobustFitTest {
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int DAY = 120;
  private static final int WINDOW = 32;
  private static final int INCIDENT = 10;
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");

  @TempDir private Path folder;
  private final List<String> phases = new ArrayList<>();

  private static Hyperparameters sizes(int epochs, double learningRate) {
    return new Hyperparameters(
        WINDOW,
        Latents.INNOVATION,
        8,
        List.of(1, 8),
        4,
        8,
        1,
        2,
        epochs,
        20,
        8,
        learningRate,
        0.1,
        7);
  }

  private Scorer fit(Frame history, Hyperparameters sizes) throws Exception {
    ModelSpec spec =
        new ModelSpec(
            history.variables(),
            STEP,
            List.of(STEP.multipliedBy(DAY)),
            ZoneOffset.UTC,
            20,
            Dependence.STUDENT_T_COPULA,
            sizes);
    FitProgress progress = (phase, share) -> phases.add(phase);
    return new TensorFlowModels(new BundleStore(folder), () -> NOW, "test")
        .fit(new ModelKey("shop", null), spec, List.of(history), progress);
  }

  /** Steps of four variables that follow one rhythm, as an incident leaves them. */
  private static Frame shop(int length, long seed, int... incidents) {
    Random random = new Random(seed);
    double[] values = new double[length * 4];
    double drift = 0;
    for (int step = 0; step < length; step++) {
      drift = 0.9 * drift + 0.1 * random.nextGaussian();
      double traffic = 100 + 50 * Math.sin(2 * Math.PI * step / DAY) + 40 * drift;
      double[] row = {
        traffic + random.nextGaussian(),
        0.02 * traffic + 0.03 * random.nextGaussian(),
        0.1 + 0.001 * traffic + 0.005 * random.nextGaussian(),
        0.01 + 0.001 * random.nextGaussian()
      };
      for (int from : incidents) {
        if (step >= from && step < from + INCIDENT) {
          row[1] = 4 - row[1]; // cpu falls where it should rise
          row[2] += 0.1;
          row[3] += 0.02;
        }
      }
      System.arraycopy(row, 0, values, step * 4, 4);
    }
    return frame(List.of("traffic", "cpu", "latency", "errors"), length, values);
  }

  private static Frame frame(List<String> variables, int length, double[] values) {
    return Frame.of(CART, variables, new Grid(0, STEP.toMillis(), length), values);
  }

  /** Scores of all steps that a whole window ends with. */
  private static List<Score> scores(Scorer scorer, Frame frame) {
    return scorer.score(
        IntStream.rangeClosed(WINDOW, frame.length())
            .mapToObj(end -> frame.slice(end - WINDOW, end))
            .toList());
  }

  @Test
  void incidentsInTheTrainingPartAreNotLearned() throws Exception {
    int[] in = {DAY + 30, 2 * DAY + 70};
    Frame test = shop(3 * DAY, 9, in);
    List<Score> untaught;
    try (Scorer scorer = fit(shop(12 * DAY, 3), sizes(5, 4e-3))) {
      untaught = scores(scorer, test);
      assertThat(phases).as("a clean history is left whole").doesNotContain(phase("without"));
    }
    phases.clear();
    try (Scorer scorer = fit(shop(12 * DAY, 3, 2 * DAY + 25, 6 * DAY + 80), sizes(5, 4e-3))) {
      assertThat(phase("without"))
          .matches("training without [23]\\d of 1007 steps, which look like incidents");
      List<Score> scores = scores(scorer, test);
      for (int from : in) {
        double highest = highest(scores, from);
        assertThat(highest)
            .isGreaterThan(1.5)
            .isCloseTo(highest(untaught, from), withinPercentage(15));
      }
    }
  }

  private String phase(String part) {
    return phases.stream().filter(phase -> phase.contains(part)).findFirst().orElse("none");
  }

  /** The highest score of an incident; the first score is that of the window's last step. */
  private static double highest(List<Score> scores, int from) {
    return scores.subList(from - WINDOW + 1, from - WINDOW + 1 + INCIDENT).stream()
        .mapToDouble(Score::value)
        .max()
        .orElseThrow();
  }

  @Test
  void trainingThatDivergesIsTriedWithASmallerLearningRate() throws Exception {
    try (Scorer scorer = fit(shop(5 * DAY, 3), sizes(2, 2))) {
      assertThat(phases.get(0))
          .startsWith("training again at learning rate 1.0: expected a likelihood of at most");
      assertThat(phases).endsWith("training again at learning rate 0.5", "calibrating", "done");
      assertThat(scores(scorer, shop(DAY, 5))).allSatisfy(RobustFitTest::isFinite);
    }
  }

  @Test
  void trainingThatDivergesAtEachLearningRateIsRefused() throws Exception {
    for (double rate : new double[] {100, 1e30}) {
      assertThatThrownBy(() -> fit(shop(5 * DAY, 3), sizes(2, rate)))
          .isInstanceOf(FitException.class)
          .hasMessageMatching(
              "training: expected a (finite )?likelihood.*, found \\S+ at step \\d+, at learning rate "
                  + rate / 4);
    }
    try (var left = Files.walk(folder)) {
      assertThat(left.filter(Files::isRegularFile)).as("nothing staged is left").isEmpty();
    }
  }

  /** One of each kind that gives trouble, beside two ordinary ones. */
  private static Frame kinds(int length, int from, long seed) {
    List<String> names =
        List.of(
            "a",
            "b",
            "constant",
            "blip",
            "counter",
            "sparse",
            "integer",
            "extreme",
            "tiny",
            "never");
    Random random = new Random(seed);
    double[] values = new double[length * names.size()];
    for (int step = 0; step < length; step++) {
      double common = Math.sin(2 * Math.PI * (from + step) / DAY) + 0.3 * random.nextGaussian();
      double[] row = {
        common + 0.1 * random.nextGaussian(),
        10 - 3 * common + random.nextGaussian(),
        7,
        random.nextInt(300) == 0 ? 1 : 0,
        1e6 + 50.0 * (from + step) + 20 * common,
        random.nextInt(20) == 0 ? common : Double.NaN,
        random.nextInt(10) < 8 ? 0 : 1 + random.nextInt(2),
        extreme(random),
        4.9e-324 * random.nextInt(1000),
        Double.NaN
      };
      System.arraycopy(row, 0, values, step * row.length, row.length);
    }
    return Frame.of(CART, names, new Grid(from * STEP.toMillis(), STEP.toMillis(), length), values);
  }

  private static double extreme(Random random) {
    return switch (random.nextInt(200)) {
      case 0 -> Double.NaN;
      case 1 -> Double.POSITIVE_INFINITY;
      case 2 -> Double.NEGATIVE_INFINITY;
      case 3 -> 1e300;
      case 4 -> -1e300;
      case 5 -> Double.MAX_VALUE;
      default -> 5 + random.nextGaussian();
    };
  }

  @Test
  void variablesOfAllKindsAreFittedTogether() throws Exception {
    int length = 10 * DAY;
    try (Scorer scorer = fit(kinds(length, 0, 4), sizes(5, 4e-3))) {
      List<Score> scores = scores(scorer, kinds(2 * DAY, length, 8));
      assertThat(scores).allSatisfy(RobustFitTest::isFinite);
      assertThat(scores.stream().filter(Score::isAnomalous).count())
          .as("anomalous ones of %s normal steps", scores.size())
          .isLessThan(scores.size() / 4);
    }
  }

  private static void isFinite(Score score) {
    assertThat(score.value()).isFinite();
    for (Contribution each : score.contributions()) {
      assertThat(each.total()).as(each.variable()).isFinite();
    }
    for (Expectation each : score.expectations()) {
      assertThat(List.of(each.median(), each.lower(), each.upper()))
          .as(each.variable())
          .allSatisfy(value -> assertThat(value).isFinite());
    }
  }

  @Test
  void twoHundredPointsOfTwoVariablesGiveAModel() throws Exception {
    Frame four = shop(200, 3);
    double[] two = new double[400];
    for (int step = 0; step < 200; step++) {
      two[2 * step] = four.value(step, 0);
      two[2 * step + 1] = four.value(step, 1);
    }
    try (Scorer scorer = fit(frame(List.of("traffic", "cpu"), 200, two), sizes(3, 4e-3))) {
      assertThat(scorer.isConservative(CART)).as("calibrated on 60 steps").isTrue();
    }
  }

  @Test
  void twoHundredVariablesAreFittedInBoundedTime() throws Exception {
    int width = 200;
    int length = 5 * DAY;
    Random random = new Random(6);
    double[] values = new double[length * width];
    for (int step = 0; step < length; step++) {
      double common = random.nextGaussian();
      for (int variable = 0; variable < width; variable++) {
        values[step * width + variable] = common * (variable % 3) + random.nextGaussian();
      }
    }
    List<String> names = IntStream.range(0, width).mapToObj(i -> "v" + i).toList();
    Frame history = frame(names, length, values);
    Hyperparameters wide =
        new Hyperparameters(
            WINDOW, Latents.INNOVATION, 8, List.of(1), 16, 8, 1, 2, 2, 3, 32, 4e-3, 0.1, 7);
    try (Scorer scorer = fit(history, wide)) {
      assertThat(scores(scorer, history.slice(0, 40))).allSatisfy(RobustFitTest::isFinite);
    }
  }
}
