package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.bundle.BundleStore;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Small models really fitted on two variables that go together, and one that goes its own way. */
class RelationsScoreTest {
  private static final List<String> VARIABLES = List.of("traffic", "cpu", "queue");
  private static final int WIDTH = VARIABLES.size();
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int DAY = 120;
  private static final int TRAINED = 14 * DAY;
  private static final int TESTED = 6 * DAY;
  private static final int WINDOW = 32;
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final ModelKey KEY = new ModelKey("shop", CART);

  /** Traffic wanders slowly about a daily rhythm, and cpu follows it closely. */
  private static double[] values(long seed) {
    Random random = new Random(seed);
    double[] values = new double[(TRAINED + TESTED) * WIDTH];
    double load = 0;
    double queue = 0;
    for (int step = 0; step < TRAINED + TESTED; step++) {
      load = 0.95 * load + Math.sqrt(1 - 0.95 * 0.95) * random.nextGaussian();
      queue = 0.7 * queue + random.nextGaussian();
      double traffic = 100 + 20 * Math.sin(2 * Math.PI * step / DAY) + 20 * load;
      values[step * WIDTH] = traffic + random.nextGaussian();
      values[step * WIDTH + 1] = 0.02 * traffic + 0.02 * random.nextGaussian();
      values[step * WIDTH + 2] = 10 + queue;
    }
    return values;
  }

  private static Frame frame(double[] values) {
    return Frame.of(CART, VARIABLES, new Grid(0, STEP.toMillis(), values.length / WIDTH), values);
  }

  /** Traffic alone. */
  private static Frame single(double[] values) {
    double[] traffic = new double[values.length / WIDTH];
    for (int step = 0; step < traffic.length; step++) {
      traffic[step] = values[step * WIDTH];
    }
    return Frame.of(
        CART, VARIABLES.subList(0, 1), new Grid(0, STEP.toMillis(), traffic.length), traffic);
  }

  private static Scorer fit(Path folder, Frame history, Latents latents) throws Exception {
    Hyperparameters sizes =
        new Hyperparameters(
            WINDOW,
            latents,
            3,
            latents == Latents.EMBEDDING ? List.of() : List.of(1, 8),
            8,
            16,
            1,
            2,
            8,
            40,
            16,
            4e-3,
            0.1,
            7);
    ModelSpec spec =
        new ModelSpec(
            history.variables(),
            STEP,
            List.of(STEP.multipliedBy(DAY)),
            ZoneOffset.UTC,
            20,
            Dependence.STUDENT_T_COPULA,
            sizes);
    return new TensorFlowModels(
            new BundleStore(folder), () -> Instant.parse("2026-11-23T12:00:00Z"), "test")
        .fit(KEY, spec, List.of(history), FitProgress.SILENT);
  }

  /** Scores of the steps {@code [from, to)}. */
  private static List<Score> score(Scorer scorer, Frame frame, int from, int to) {
    List<Frame> windows = new ArrayList<>();
    for (int end = from + 1; end <= to; end++) {
      windows.add(frame.slice(end - WINDOW, end));
    }
    return scorer.score(windows);
  }

  private static void assertThatContributionsAddUp(List<Score> scores) {
    for (Score score : scores) {
      assertThat(score.highest()).as("%s", score).isFinite().isNotNegative();
      assertThat(score.contributions().stream().mapToDouble(Contribution::total).sum())
          .as("%s", score)
          .isCloseTo(score.highest(), within(1e-4 * Math.max(1, score.highest())));
    }
  }

  private static double share(List<Score> scores, java.util.function.Predicate<Score> which) {
    return (double) scores.stream().filter(which).count() / scores.size();
  }

  @Test
  void aVariableFromAnotherDayIsLooseThoughItsValuesAreUsual(@TempDir Path folder)
      throws Exception {
    double[] whole = values(1);
    double[] swapped = whole.clone();
    List<int[]> segments = new ArrayList<>();
    for (int day = 1; day < TESTED / DAY; day += 2) {
      int from = TRAINED + day * DAY + 30;
      segments.add(new int[] {from, from + 60});
      for (int step = from; step < from + 60; step++) {
        swapped[step * WIDTH + 1] = whole[(step - DAY) * WIDTH + 1];
      }
    }
    try (Scorer scorer = fit(folder, frame(whole).slice(0, TRAINED), Latents.INNOVATION)) {
      List<Score> normal = score(scorer, frame(whole), TRAINED, TRAINED + TESTED);
      List<Score> broken = new ArrayList<>();
      for (int[] segment : segments) {
        broken.addAll(score(scorer, frame(swapped), segment[0] + 8, segment[1]));
      }
      assertThatContributionsAddUp(normal);
      assertThatContributionsAddUp(broken);
      assertThat(share(normal, Score::isAnomalous)).isLessThan(0.05);
      assertThat(share(broken, score -> score.relations() > 1)).isGreaterThan(0.9);
      List<Score> loose =
          broken.stream()
              .filter(s -> s.relations() > 1.5 && s.relations() > 1.5 * s.value())
              .toList();
      assertThat(loose)
          .isNotEmpty()
          .allSatisfy(
              score ->
                  assertThat(score.contributions().get(2).total())
                      .as("the queue is not loose: %s", score)
                      .isLessThan(0.5 * score.highest()));
    }
  }

  @Test
  void anEmbeddingScoresValuesOnly(@TempDir Path folder) throws Exception {
    double[] whole = values(2);
    double[] gappy = whole.clone();
    for (int i = 0; i < gappy.length; i += 7) {
      gappy[i] = Double.NaN;
    }
    double[] spiked = whole.clone();
    for (int i = (TRAINED + DAY) * WIDTH; i < spiked.length; i += WIDTH) {
      spiked[i] *= 4;
      spiked[i + 1] *= 4;
    }
    try (Scorer scorer = fit(folder, frame(whole).slice(0, TRAINED), Latents.EMBEDDING)) {
      List<Score> normal = score(scorer, frame(whole), TRAINED, TRAINED + TESTED);
      List<Score> gaps = score(scorer, frame(gappy), TRAINED, TRAINED + DAY);
      List<Score> high = score(scorer, frame(spiked), TRAINED + DAY, TRAINED + 2 * DAY);
      for (List<Score> scores : List.of(normal, gaps, high)) {
        assertThatContributionsAddUp(scores);
        assertThat(scores)
            .allSatisfy(
                score -> {
                  assertThat(score.relations()).isZero();
                  assertThat(score.expectations()).isEmpty();
                });
      }
      assertThat(share(normal, Score::isAnomalous)).isLessThan(0.05);
      assertThat(share(high, Score::isAnomalous)).isGreaterThan(0.1);
      assertThat(meanContribution(high, 2))
          .as("the queue, which is as ever")
          .isLessThan(0.3 * (meanContribution(high, 0) + meanContribution(high, 1)));
    }
  }

  @Test
  void aSingleVariableHasNothingToBeLooseFrom(@TempDir Path folder) throws Exception {
    double[] whole = values(3);
    double[] spiked = whole.clone();
    for (int i = TRAINED * WIDTH; i < spiked.length; i += 40 * WIDTH) {
      spiked[i] *= 4;
    }
    try (Scorer scorer = fit(folder, single(whole).slice(0, TRAINED), Latents.INNOVATION)) {
      List<Score> normal = score(scorer, single(whole), TRAINED, TRAINED + TESTED);
      List<Score> high = score(scorer, single(spiked), TRAINED, TRAINED + TESTED);
      for (List<Score> scores : List.of(normal, high)) {
        assertThatContributionsAddUp(scores);
        assertThat(scores).extracting(Score::relations).containsOnly(0.0);
      }
      assertThat(share(normal, Score::isAnomalous)).isLessThan(0.05);
      assertThat(share(high, Score::isAnomalous)).isGreaterThan(0.02);
    }
  }

  private static double meanContribution(List<Score> scores, int variable) {
    return scores.stream()
        .filter(Score::isAnomalous)
        .mapToDouble(score -> score.contributions().get(variable).total())
        .average()
        .orElseThrow();
  }
}
