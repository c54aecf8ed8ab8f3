package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.bundle.BundleStore;
import io.kopula.model.Dependence;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import io.kopula.testing.SmallSizes;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a really trained model says when values are not there. */
class MissingVariablesTest {
  private static final List<String> VARIABLES = List.of("traffic", "cpu", "latency", "errors");
  private static final int WIDTH = 4;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final int DAY = 120;
  private static final Entity CART = Entity.of(Map.of("service", "cart"));

  @TempDir static Path folder;
  private static Scorer scorer;
  private static Frame normal;
  private static List<Score> whole;

  @BeforeAll
  static void fit() throws Exception {
    ModelSpec spec =
        new ModelSpec(
            VARIABLES,
            STEP,
            List.of(STEP.multipliedBy(DAY)),
            ZoneOffset.UTC,
            20,
            Dependence.STUDENT_T_COPULA,
            SmallSizes.trained());
    Instant now = Instant.parse("2026-11-23T12:00:00Z");
    scorer =
        new TensorFlowModels(new BundleStore(folder), () -> now, "test")
            .fit(
                new ModelKey("shop", null),
                spec,
                List.of(simulated(12 * DAY, 1)),
                FitProgress.SILENT);
    normal = simulated(5 * DAY, 2);
    whole = scorer.score(windows(normal));
  }

  @AfterAll
  static void close() {
    scorer.close();
  }

  /** Traffic with a daily rhythm; cpu and latency follow it closely, errors do not. */
  private static Frame simulated(int length, long seed) {
    Random random = new Random(seed);
    double[] values = new double[length * WIDTH];
    double drift = 0;
    for (int step = 0; step < length; step++) {
      drift = 0.9 * drift + 0.1 * random.nextGaussian();
      double traffic = 100 + 50 * Math.sin(2 * Math.PI * step / DAY) + 40 * drift;
      values[step * WIDTH] = traffic + random.nextGaussian();
      values[step * WIDTH + 1] = 0.02 * traffic + 0.03 * random.nextGaussian();
      values[step * WIDTH + 2] = 0.1 + 0.001 * traffic + 0.005 * random.nextGaussian();
      values[step * WIDTH + 3] = 0.01 + 0.001 * random.nextGaussian();
    }
    return frame(length, values);
  }

  private static Frame frame(int length, double[] values) {
    return Frame.of(CART, VARIABLES, new Grid(0, STEP.toMillis(), length), values);
  }

  private interface Change {
    double of(int step, int variable, double value);
  }

  private static Frame changed(Frame frame, Change change) {
    double[] values = new double[frame.length() * WIDTH];
    for (int i = 0; i < values.length; i++) {
      int step = i / WIDTH;
      values[i] = change.of(step, i % WIDTH, frame.value(step, i % WIDTH));
    }
    return Frame.of(frame.entity(), frame.variables(), frame.grid(), values);
  }

  private static List<Frame> windows(Frame frame) {
    int window = scorer.spec().window();
    List<Frame> windows = new ArrayList<>();
    for (int end = window; end <= frame.length(); end++) {
      windows.add(frame.slice(end - window, end));
    }
    return windows;
  }

  /** Scores of the same windows, some variables' last values missing in each. */
  private static List<Score> without(int last, List<Integer> variables) {
    int from = scorer.spec().window() - last;
    return scorer.score(
        windows(normal).stream()
            .map(
                window ->
                    changed(
                        window,
                        (step, variable, value) ->
                            step >= from && variables.contains(variable) ? Double.NaN : value))
            .toList());
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "0, 8", "1, 3", "1, 32", "2, 3", "2, 32", "3, 1", "3, 3", "3, 32"})
  void aMissingVariableDoesNotRaiseTheScore(int variable, int last) {
    assertNotRaised(without(last, List.of(variable)));
  }

  @ParameterizedTest
  @CsvSource({"0, 1, 3", "1, 2, 8", "2, 3, 32"})
  void norDoTwo(int one, int other, int last) {
    assertNotRaised(without(last, List.of(one, other)));
  }

  private static void assertNotRaised(List<Score> gappy) {
    double raised = 0;
    int normalOnes = 0;
    for (int i = 0; i < gappy.size(); i++) {
      double before = whole.get(i).value();
      double after = gappy.get(i).value();
      raised += (after - before) / gappy.size();
      if (before < 0.5) {
        normalOnes++;
        assertThat(after).as("score of window %s, was %s", i, before).isLessThan(1);
      }
    }
    assertThat(normalOnes).as("clearly normal windows").isGreaterThan(gappy.size() / 2);
    assertThat(raised).as("mean rise").isLessThan(0.05);
  }

  /** Cpu falls to what it is at night while traffic is at its peak; or errors rise. */
  @ParameterizedTest
  @CsvSource({"1, -1", "1, 2", "1, 3", "3, -1", "3, 0", "3, 2"})
  void anIncidentInTheOthersIsStillSeen(int broken, int missing) {
    int from = 4 * DAY + DAY / 4 - 8;
    Frame incident =
        changed(
            normal.slice(0, from + 16),
            (step, variable, value) -> {
              if (variable == missing && step >= from - 40) {
                return Double.NaN;
              }
              if (variable != broken || step < from) {
                return value;
              }
              return broken == 1 ? 1.1 + (value - 2) * 0.1 : value + 0.02;
            });
    List<Score> scores = scorer.score(windows(incident));
    Score before = scores.get(scores.size() - 17);
    Score last = scores.get(scores.size() - 1);
    assertThat(before.value()).as("before the incident").isLessThan(1);
    assertThat(last.value()).as("in the incident").isGreaterThan(1.5);
    assertThat(last.coverage()).isEqualTo(missing < 0 ? 1 : 0.75);
  }
}
