package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kopula.scoring.Calibration.Level;
import io.kopula.series.Contribution;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random evidence, calibrated on random evidence. */
class ScoreFunctionTest {
  private static final Channels CHANNELS = new Channels(3, 5, 8, 6, 4);
  private static final List<String> VARIABLES = List.of("a", "b", "c", "d");
  private static final int ROWS = 400;
  private static final int GONE = 2;

  private final Random random;
  private final Baseline baseline;
  private final ScoreFunction function;
  private final Calibration calibration;

  ScoreFunctionTest() {
    random = new Random(5);
    List<Double> usual = new ArrayList<>();
    for (int i = 0; i < CHANNELS.size(); i++) {
      usual.add(random.nextGaussian());
    }
    baseline = new Baseline(usual, Collections.nCopies(usual.size(), 1.0));
    function = new ScoreFunction(CHANNELS, baseline);
    calibration = calibration();
  }

  private Calibration calibration() {
    float[] whole = presence(false);
    List<float[]> rows = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      rows.add(evidence(1, 1, whole));
    }
    List<Significance> significances = new ArrayList<>();
    for (int channel = 0; channel < CHANNELS.count(); channel++) {
      int which = channel;
      significances.add(
          Significance.of(
              rows.stream().mapToDouble(r -> function.deviation(which, r, 0, whole)).toArray()));
    }
    return new Calibration(significances, new Level(3, 7, true), new Level(0.7, 5, true), ROWS);
  }

  private float[] presence(boolean gaps) {
    float[] presence = new float[CHANNELS.size()];
    for (int i = 0; i < presence.length; i++) {
      presence[i] = gaps && i % CHANNELS.width() == GONE ? 0 : 1;
    }
    return presence;
  }

  /**
   * @param values how far the energies of values are spread
   * @param relations how far those of relations are
   */
  private float[] evidence(double values, double relations, float[] presence) {
    float[] evidence = new float[CHANNELS.size()];
    double[] usual = baseline.toArray();
    for (int i = 0; i < evidence.length; i++) {
      boolean loose = i >= CHANNELS.index(CHANNELS.relations(), 0, 0);
      double spread = (loose ? relations : values) * random.nextGaussian();
      evidence[i] = (float) (presence[i] * (usual[i] + spread));
    }
    return evidence;
  }

  private record Result(double value, double relations, List<Contribution> contributions) {
    double highest() {
      return Math.max(value, relations);
    }

    double sum() {
      return contributions.stream().mapToDouble(Contribution::total).sum();
    }
  }

  private Result score(float[] evidence, float[] presence) {
    double value =
        calibration.joint().score(function.energy(calibration.channels(), evidence, 0, presence));
    double relations =
        calibration
            .relations()
            .score(function.looseness(calibration.channels(), evidence, 0, presence));
    return new Result(
        value,
        relations,
        new ScoreShares(CHANNELS, function)
            .contributions(
                function.weighed(calibration.channels(), evidence, 0, presence),
                value,
                relations,
                evidence,
                0,
                presence,
                VARIABLES));
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void contributionsAddUpToTheHigherScore(boolean gaps) {
    float[] presence = presence(gaps);
    int joint = 0;
    int loose = 0;
    for (int row = 0; row < ROWS; row++) {
      Result result = score(evidence(row % 4, (row / 4) % 4, presence), presence);
      joint += result.value() > result.relations() ? 1 : 0;
      loose += result.relations() > result.value() ? 1 : 0;
      assertThat(result.sum())
          .as("row %s: %s", row, result)
          .isCloseTo(result.highest(), within(1e-9 + 1e-4 * result.highest()));
      assertThat(result.contributions()).extracting(Contribution::variable).isEqualTo(VARIABLES);
    }
    assertThat(joint).as("rows that values led").isGreaterThan(40);
    assertThat(loose).as("rows that relations led").isGreaterThan(40);
  }

  @Test
  void aMissingVariableContributesNothing() {
    float[] presence = presence(true);
    for (int row = 0; row < ROWS; row++) {
      Result result = score(evidence(row % 4, (row / 4) % 4, presence), presence);
      assertThat(result.contributions().get(GONE).total())
          .as("row %s: %s", row, result)
          .isCloseTo(0, within(1e-9));
    }
  }

  @Test
  void nothingPresentContributesNothing() {
    float[] none = new float[CHANNELS.size()];
    Result result = score(new float[CHANNELS.size()], none);
    assertThat(result.contributions())
        .allSatisfy(each -> assertThat(each.total()).isFinite().isBetween(-1e-9, 1.0));
  }

  @Test
  void theLooseVariableIsNamed() {
    float[] presence = presence(false);
    float[] evidence = evidence(0, 0, presence);
    int cpu = 1;
    evidence[CHANNELS.index(CHANNELS.relations(), 1, cpu)] += 30;
    Result result = score(evidence, presence);
    assertThat(result.relations()).isGreaterThan(1);
    assertThat(result.value()).as("which relations leave alone").isLessThan(1);
    assertThat(result.contributions().get(cpu).dependence())
        .isCloseTo(result.relations(), within(0.01 * result.relations()));
  }

  @Test
  void anUnusualValueIsNamed() {
    float[] presence = presence(false);
    float[] evidence = evidence(0, 0, presence);
    for (int channel = 0; channel < CHANNELS.relations(); channel++) {
      evidence[CHANNELS.index(channel, 0, 3)] += 30;
    }
    Result result = score(evidence, presence);
    assertThat(result.value()).isGreaterThan(1);
    assertThat(result.relations()).isLessThan(1);
    assertThat(result.contributions().get(3).marginal())
        .isCloseTo(result.value(), within(0.01 * result.value()));
  }

  @Test
  void aBaselineOfAnotherModelIsRefused() {
    assertThatThrownBy(() -> new ScoreFunction(CHANNELS, new Baseline(List.of(1.0), List.of(1.0))))
        .hasMessage("baseline: expected " + CHANNELS.size() + " values, found 1");
  }
}
