package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class TailThresholdTest {
  private static double[] exponential(int count, long seed) {
    Random random = new Random(seed);
    return random.doubles(count).map(u -> -Math.log(1 - u)).toArray();
  }

  @Test
  void findsTheLevelOfAKnownTail() {
    // One in 10,000 independent exponential values exceeds log(10,000); runs shorten that slightly.
    TailThreshold tail = TailThreshold.of(exponential(20_000, 1), 1e-4);
    assertThat(tail.fitted()).isTrue();
    assertThat(tail.level()).isCloseTo(Math.log(10_000), within(1.0));
  }

  @Test
  void aRarerAlarmNeedsAHigherLevel() {
    double[] energies = exponential(5_000, 2);
    double last = 0;
    for (double rate : new double[] {1e-2, 1e-3, 1e-4, 1e-5}) {
      double level = TailThreshold.of(energies, rate).level();
      assertThat(level).isGreaterThan(last);
      last = level;
    }
  }

  @Test
  void neighbouringExceedancesAreOnePeak() {
    // The same values in long runs: fewer peaks, so a peak a week is a lower level.
    double[] single = exponential(4_000, 3);
    double[] runs = new double[single.length * 5];
    for (int i = 0; i < runs.length; i++) {
      runs[i] = single[i / 5];
    }
    double perRun = TailThreshold.of(runs, 1e-4).level();
    assertThat(perRun).isLessThan(TailThreshold.of(single, 1e-4 / 2).level());
  }

  @Test
  void tooFewValuesGiveALevelAboveAllOfThem() {
    double[] energies = {1, 2, 3, 2, 1, 2, 5, 1};
    TailThreshold tail = TailThreshold.of(energies, 1e-3);
    assertThat(tail.fitted()).isFalse();
    assertThat(tail.level()).isGreaterThan(5);
  }

  @Test
  void constantEnergiesGiveALevelAboveThem() {
    assertThat(TailThreshold.of(new double[100], 1e-3).level()).isGreaterThan(0);
  }

  @Test
  void aRateFarBeyondTheDataGivesAConservativeLevel() {
    double[] energies = exponential(1_000, 6);
    double most = java.util.Arrays.stream(energies).max().orElseThrow();
    TailThreshold within = TailThreshold.of(energies, 1 / 20_000.0);
    TailThreshold beyond = TailThreshold.of(energies, 1 / 40_000.0);
    assertThat(within.fitted()).isTrue();
    assertThat(beyond.fitted()).isFalse();
    assertThat(beyond.level()).isGreaterThan(within.level()).isGreaterThan(1.2 * most);
  }
}
