package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignificanceTest {
  private static final int MANY = 20_000;

  /** Quantiles of a distribution at evenly spread probabilities. */
  private static double[] sample(int count, DoubleUnaryOperator quantile) {
    double[] sample = new double[count];
    for (int i = 0; i < count; i++) {
      sample[i] = quantile.applyAsDouble((i + 0.5) / count);
    }
    return sample;
  }

  private static double exponential(double probability) {
    return -Math.log1p(-probability);
  }

  @Test
  void anExponentialEnergyIsItsOwnSignificance() {
    Significance significance = Significance.of(sample(MANY, SignificanceTest::exponential));
    for (double energy = 0.05; energy < 2; energy += 0.05) { // linear between levels
      assertThat(significance.at(energy)).as("at %s", energy).isCloseTo(energy, within(0.07));
    }
    // The tail's shape is held above 0, so that beyond the data it grows more slowly.
    assertThat(significance.at(5)).isCloseTo(5, within(0.35));
    assertThat(significance.at(8)).isBetween(6.5, 8.0);
  }

  @Test
  void aHeavyTailIsFollowedBeyondTheData() {
    // Pareto: a share (1 + 0.3 x)^(-1 / 0.3) exceeds x.
    Significance significance =
        Significance.of(sample(MANY, p -> (Math.pow(1 - p, -0.3) - 1) / 0.3));
    assertThat(significance.shape()).isCloseTo(0.3, within(0.03));
    for (double energy : new double[] {0.5, 2, 10, 50, 200}) {
      double exact = Math.log1p(0.3 * energy) / 0.3;
      assertThat(significance.at(energy))
          .as("at %s", energy)
          .isCloseTo(exact, within(0.05 * exact));
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void aHigherEnergyIsNeverLessSignificant(long seed) {
    Random random = new Random(seed);
    int count = 1 + random.nextInt(200);
    double[] energies = random.doubles(count).map(u -> random.nextGaussian() * 3).toArray();
    if (seed % 2 == 0) { // ties
      energies = Arrays.stream(energies).map(Math::rint).toArray();
    }
    Significance significance = Significance.of(energies);
    double before = 0;
    for (double energy = -15; energy < 60; energy += 0.01) {
      double now = significance.at(energy);
      assertThat(now).as("seed %s, at %s", seed, energy).isFinite().isGreaterThanOrEqualTo(before);
      before = now;
    }
  }

  @Test
  void theTailKeepsGrowingBeyondTheData() {
    Significance significance = Significance.of(sample(500, p -> p)); // ends at 1
    assertThat(significance.at(1)).isGreaterThan(Math.log(10));
    double before = significance.at(1);
    for (double energy = 1.1; energy < 1e6; energy *= 1.1) {
      double now = significance.at(energy);
      assertThat(now).as("at %s", energy).isFinite().isGreaterThan(before);
      before = now;
    }
  }

  @Test
  void whatNeverVariedTellsEveryOtherEnergyApart() {
    Significance significance = Significance.of(new double[] {3, 3, 3, 3, 3});
    assertThat(significance.at(2.9)).isZero();
    assertThat(significance.at(3)).isCloseTo(Math.log(10), within(1e-9));
    assertThat(significance.at(3.1)).isGreaterThan(significance.at(3) + 1);
    assertThat(significance.at(4)).isFinite().isGreaterThan(significance.at(3.1));
  }

  @Test
  void whatIsNoNumberIsNotNormal() {
    assertThat(Significance.of(new double[] {1, 2, 3}).at(Double.NaN)).isNaN();
  }

  @Test
  void aSingleValueIsEnough() {
    Significance significance = Significance.of(new double[] {-2});
    assertThat(significance.at(-3)).isZero();
    assertThat(significance.at(5)).isFinite().isPositive();
  }

  @Test
  void levelsAreTheSharesThatExceedThem() {
    double[] energies = sample(MANY, p -> 10 * p);
    Significance significance = Significance.of(energies);
    for (int i = 0; i < 10; i++) {
      assertThat(significance.levels().get(i)).isCloseTo(i, within(0.01));
    }
  }

  @Test
  void halfAStoredRecordIsRefused() {
    assertThatThrownBy(() -> new Significance(List.of(1.0), 1, 0.1))
        .hasMessage("levels: expected 10 of them, found 1");
    assertThatThrownBy(() -> new Significance(Collections.nCopies(10, 1.0), 0, 0.1))
        .hasMessage("scale: expected more than 0, found 0.0");
  }
}
