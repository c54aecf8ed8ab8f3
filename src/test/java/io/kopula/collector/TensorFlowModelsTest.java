package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kopula.bundle.BundleStore;
import io.kopula.explanation.Explainer;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Details;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One real fit on a small group, and everything that is done with its model. */
class TensorFlowModelsTest {
  private static final List<String> VARIABLES = List.of("traffic", "cpu", "latency", "errors");
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int DAY = 120;
  private static final int LENGTH = 10 * DAY;
  private static final Instant NOW = Instant.parse("2026-11-23T12:00:00Z");
  private static final ModelKey KEY = new ModelKey("shop/α ..", null);
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final Entity SEARCH = Entity.of(Map.of("service", "search"));

  @TempDir static Path folder;
  private static TensorFlowModels models;
  private static Scorer scorer;
  private static List<String> phases;

  @BeforeAll
  static void fit() throws Exception {
    models = models(folder);
    phases = new ArrayList<>();
    scorer = models.fit(KEY, spec(), history(), (phase, share) -> phases.add(phase));
  }

  @AfterAll
  static void close() {
    scorer.close();
  }

  private static TensorFlowModels models(Path root) {
    return new TensorFlowModels(new BundleStore(root), () -> NOW, "test");
  }

  private static ModelSpec spec() {
    Hyperparameters small =
        new Hyperparameters(
            32, Latents.INNOVATION, 8, List.of(1, 8), 4, 16, 1, 2, 6, 40, 16, 4e-3, 0.1, 7);
    return new ModelSpec(
        VARIABLES,
        STEP,
        List.of(STEP.multipliedBy(DAY), Duration.ofDays(7)),
        ZoneOffset.UTC,
        20,
        Dependence.STUDENT_T_COPULA,
        small);
  }

  private static List<Frame> history() {
    return List.of(normal(CART, LENGTH, 1), normal(SEARCH, LENGTH, 2));
  }

  /** Traffic with a daily rhythm; the others follow it. */
  private static Frame normal(Entity entity, int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length * 4];
    double drift = 0;
    for (int step = 0; step < length; step++) {
      drift = 0.9 * drift + 0.1 * random.nextGaussian();
      double traffic = 100 + 50 * Math.sin(2 * Math.PI * step / DAY) + 40 * drift;
      values[step * 4] = traffic + random.nextGaussian();
      values[step * 4 + 1] = 0.02 * traffic + 0.03 * random.nextGaussian();
      values[step * 4 + 2] = 0.1 + 0.001 * traffic + 0.005 * random.nextGaussian();
      values[step * 4 + 3] = 0.01 + 0.001 * random.nextGaussian();
    }
    return frame(entity, length, values);
  }

  private static Frame frame(Entity entity, int length, double[] values) {
    return Frame.of(entity, VARIABLES, new Grid(0, STEP.toMillis(), length), values);
  }

  /** The same frame with one variable changed from a step on. */
  private static Frame with(
      Frame frame, int variable, int from, java.util.function.DoubleUnaryOperator change) {
    double[] values = new double[frame.length() * 4];
    for (int step = 0; step < frame.length(); step++) {
      for (int j = 0; j < 4; j++) {
        double value = frame.value(step, j);
        values[step * 4 + j] = j == variable && step >= from ? change.applyAsDouble(value) : value;
      }
    }
    return frame(frame.entity(), frame.length(), values);
  }

  private static List<Frame> windows(Frame frame) {
    List<Frame> windows = new ArrayList<>();
    for (int end = 32; end <= frame.length(); end++) {
      windows.add(frame.slice(end - 32, end));
    }
    return windows;
  }

  @Test
  void normalDataStayBelowOneMostOfTheTime() {
    List<Score> scores = scorer.score(windows(normal(CART, 6 * DAY, 11)));
    assertThat(scores.stream().filter(Score::isAnomalous).count()).isLessThan(scores.size() / 20);
    assertThat(scores).allSatisfy(score -> assertThat(score.value()).isBetween(0.0, 100.0));
  }

  @Test
  void brokenDependenceIsSeenThoughEachValueIsOrdinary() {
    Frame normal = normal(CART, 4 * DAY, 12);
    int from = 3 * DAY + DAY / 4 - 8; // traffic is at its peak, cpu falls to what it is at night
    Frame broken = with(normal, 1, from, cpu -> 1.1 + (cpu - 2) * 0.1);
    List<Score> scores = scorer.score(windows(broken.slice(0, from + 16)));
    Score last = scores.get(scores.size() - 1);
    assertThat(last.value()).as("%s", last).isGreaterThan(1);
    assertThat(
            last.contributions().stream().max(java.util.Comparator.comparing(Contribution::total)))
        .get()
        .extracting(Contribution::variable)
        .isIn("cpu", "traffic");
  }

  @Test
  void contributionsAddUpToTheHigherScore() {
    Frame spiked = with(normal(CART, 2 * DAY, 13), 3, 2 * DAY - 5, value -> value + 0.05);
    for (Score score : scorer.score(windows(spiked))) {
      assertThat(score.contributions().stream().mapToDouble(Contribution::total).sum())
          .isCloseTo(score.highest(), within(1e-4 * Math.max(1, score.highest())));
    }
  }

  @Test
  void aMissingVariableDoesNotRaiseTheScoreAndLowersCoverage() {
    Frame normal = normal(CART, 2 * DAY, 14);
    List<Score> whole = scorer.score(windows(normal));
    List<Score> gappy = scorer.score(windows(with(normal, 2, DAY, value -> Double.NaN)));
    double raised = 0;
    double loosened = 0;
    for (int i = 0; i < whole.size(); i++) {
      raised += gappy.get(i).value() - whole.get(i).value();
      loosened += gappy.get(i).relations() - whole.get(i).relations();
    }
    assertThat(raised / whole.size()).isLessThan(0.1);
    assertThat(loosened / whole.size()).isLessThan(0.1);
    assertThat(gappy.get(gappy.size() - 1).coverage()).isEqualTo(0.75);
    List<Score> empty =
        scorer.score(
            List.of(
                frame(
                    CART,
                    32,
                    java.util.stream.DoubleStream.generate(() -> Double.NaN)
                        .limit(128)
                        .toArray())));
    assertThat(empty.get(0).highest()).isZero();
    assertThat(empty.get(0).coverage()).isZero();
  }

  @Test
  void expectedValuesFollowTheOtherVariables() {
    Frame normal = normal(CART, 4 * DAY, 19);
    int inBand = 0;
    int counted = 0;
    for (Score score : scorer.score(windows(normal))) {
      int step = normal.grid().indexOf(score.time().toEpochMilli());
      for (int j = 0; j < 4; j++) {
        Expectation expected = score.expectations().get(j);
        assertThat(expected.lower()).isLessThan(expected.median());
        assertThat(expected.upper()).isGreaterThan(expected.median());
        double value = normal.value(step, j);
        inBand += value >= expected.lower() && value <= expected.upper() ? 1 : 0;
        counted++;
      }
    }
    assertThat((double) inBand / counted).as("share of values in the band").isBetween(0.75, 0.99);

    // Traffic is a quarter higher than it was: with it the expected cpu rises, whatever cpu does.
    int last = normal.length() - 1;
    Frame risen = with(normal, 0, last, traffic -> traffic * 1.25);
    assertThat(expectedCpu(risen)).isGreaterThan(1.02 * expectedCpu(normal));
    Frame unknown = with(risen, 1, last, cpu -> Double.NaN);
    assertThat(expectedCpu(unknown)).isGreaterThan(1.02 * expectedCpu(normal));
  }

  private static double expectedCpu(Frame frame) {
    return scorer.score(List.of(frame.last(32))).get(0).expectations().get(1).median();
  }

  @Test
  void detailsTellDeviationsAndUsualCorrelations() {
    Frame normal = normal(CART, 2 * DAY, 16);
    int last = 2 * DAY - 1;
    Frame high = with(normal, 1, last, cpu -> cpu + 1);
    Frame gap = with(high, 2, last, latency -> Double.NaN);
    Details details = scorer.details(List.of(normal.last(32), gap.last(32))).get(1);
    assertThat(details.correlation(0, 1)).as("traffic and cpu").isGreaterThan(0.7);
    assertThat(Math.abs(details.correlation(0, 3))).as("traffic and errors").isLessThan(0.4);
    assertThat(details.deviation(31, 1)).isGreaterThan(2);
    assertThat(details.deviation(30, 1)).isBetween(-4.0, 4.0);
    assertThat(details.isPresent(31, 2)).isFalse();
    assertThat(details.deviation(31, 2)).isZero();
    assertThat(details.isPresent(30, 2)).isTrue();
  }

  @Test
  void aPairThatBreaksIsTold() {
    Frame normal = normal(CART, 4 * DAY, 12);
    int from = 3 * DAY + DAY / 4 - 8; // traffic is at its peak, cpu falls to what it is at night
    Frame broken = with(normal, 1, from, cpu -> 1.1 + (cpu - 2) * 0.1).slice(0, from + 8);
    assertThat(new Explainer(scorer).explain(broken.last(32)).relations())
        .isNotEmpty()
        .allSatisfy(pair -> assertThat(List.of(pair.variable(), pair.other())).contains("cpu"));
  }

  @Test
  void theModelOfATimeIsTheNewestThatWasFittedByThen(@TempDir Path own) throws Exception {
    Instant[] now = {NOW};
    TensorFlowModels changing = new TensorFlowModels(new BundleStore(own), () -> now[0], "test");
    for (int day = 0; day < 2; day++) {
      now[0] = NOW.plus(Duration.ofDays(day));
      changing.fit(KEY, spec(), history(), FitProgress.SILENT).close();
    }
    assertThat(fittedAt(changing, NOW.plus(Duration.ofHours(36)))).isEqualTo(now[0]);
    assertThat(fittedAt(changing, NOW.plus(Duration.ofHours(12)))).isEqualTo(NOW);
    assertThat(fittedAt(changing, NOW.minusSeconds(1))).as("the oldest is nearest").isEqualTo(NOW);
    assertThat(changing.loadAt(new ModelKey("other", null), spec(), NOW)).isEmpty();
  }

  private static Instant fittedAt(TensorFlowModels stored, Instant time) {
    try (Scorer found = stored.loadAt(KEY, spec(), time).orElseThrow()) {
      return found.fittedAt();
    }
  }

  @Test
  void aStoredModelGivesTheSameScores() {
    List<Frame> windows = windows(normal(SEARCH, 2 * DAY, 15));
    try (Scorer loaded = models.load(KEY, spec()).orElseThrow()) {
      assertThat(loaded.version()).isEqualTo(scorer.version());
      assertThat(loaded.fittedAt()).isEqualTo(NOW);
      assertThat(loaded.entities()).containsExactlyInAnyOrder(CART, SEARCH);
      assertThat(loaded.score(windows)).isEqualTo(scorer.score(windows));
    }
  }

  @Test
  void onlySeasonsThatTheHistoryHoldsTwiceAreLearned() {
    assertThat(scorer.spec().seasons()).containsExactly(STEP.multipliedBy(DAY));
  }

  @Test
  void anotherVariableOrderIsNotLoaded() {
    ModelSpec other =
        new ModelSpec(
            List.of("cpu", "traffic", "latency", "errors"),
            STEP,
            spec().seasons(),
            ZoneOffset.UTC,
            20,
            Dependence.STUDENT_T_COPULA,
            spec().hyperparameters());
    assertThat(models.load(KEY, other)).isEmpty();
  }

  @Test
  void adoptedEntitiesAreScoredBesideTheKnownOnes() throws Exception {
    Entity payment = Entity.of(new TreeMap<>(Map.of("service", "payment")));
    try (Scorer grown = models.adopt(scorer, List.of(normal(payment, 4 * DAY, 16)))) {
      assertThat(grown.entities()).containsExactlyInAnyOrder(CART, SEARCH, payment);
      List<Score> scores = grown.score(windows(normal(payment, 3 * DAY, 17)));
      assertThat(scores.stream().filter(Score::isAnomalous).count()).isLessThan(scores.size() / 10);
    }
    assertThat(scorer.score(windows(normal(CART, 40, 18)))).isNotEmpty();
  }

  @Test
  void aSeedGivesTheSameWeights(@TempDir Path other) throws Exception {
    try (Scorer again = models(other).fit(KEY, spec(), history(), FitProgress.SILENT)) {
      assertThat(again.version()).isEqualTo(scorer.version());
    }
  }

  @Test
  void tooLittleHistoryIsRefusedWithTheNumberNeeded(@TempDir Path other) throws Exception {
    assertThatThrownBy(
            () -> models(other).fit(KEY, spec(), List.of(normal(CART, 60, 1)), FitProgress.SILENT))
        .isInstanceOf(FitException.class)
        .hasMessageContaining("expected at least 101 steps, found at most 60");
    try (var left = Files.walk(other)) {
      assertThat(left.filter(Files::isRegularFile)).as("nothing staged is left").isEmpty();
    }
  }

  @Test
  void aDamagedModelIsPassedOver(@TempDir Path other) throws Exception {
    copy(folder, other);
    try (var files = Files.walk(other)) {
      Path weights = files.filter(f -> f.endsWith("weights.safetensors")).findFirst().orElseThrow();
      byte[] bytes = Files.readAllBytes(weights);
      bytes[bytes.length / 2] ^= 1;
      Files.write(weights, bytes);
    }
    assertThat(models(other).load(KEY, spec())).isEmpty();
  }

  @Test
  void aModelOfAnOlderFormatIsPassedOverAndReplaced(@TempDir Path other) throws Exception {
    copy(folder, other);
    Path manifest;
    try (var files = Files.walk(other)) {
      manifest = files.filter(f -> f.endsWith("manifest.json")).findFirst().orElseThrow();
    }
    String text = Files.readString(manifest);
    Files.writeString(
        manifest, text.replaceFirst("\"formatVersion\" : \\d+", "\"formatVersion\" : 1"));
    assertThat(models(other).load(KEY, spec())).as("so that the collector fits again").isEmpty();
    TensorFlowModels later =
        new TensorFlowModels(new BundleStore(other), () -> NOW.plusSeconds(1), "test");
    try (Scorer fitted = later.fit(KEY, spec(), history(), FitProgress.SILENT)) {
      assertThat(later.load(KEY, spec()).orElseThrow().fittedAt()).isEqualTo(fitted.fittedAt());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (var files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }

  @Test
  void progressIsHeard() {
    assertThat(phases).contains("training", "calibrating", "done");
  }
}
