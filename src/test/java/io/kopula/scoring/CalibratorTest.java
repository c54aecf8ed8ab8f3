package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class CalibratorTest {
  private static final int[] MANY = IntStream.range(1000, 301_000).toArray();

  @Test
  void aBoundedNumberOfStepsIsTakenInBlocksSpreadOverAll() {
    int[] taken = Calibrator.blocks(MANY, 32_768);
    assertThat(taken).hasSize(32_768).isSorted().doesNotHaveDuplicates();
    assertThat(taken[0]).isEqualTo(1000);
    assertThat(taken[taken.length - 1]).isEqualTo(300_999);
    long breaks =
        IntStream.range(1, taken.length).filter(i -> taken[i] != taken[i - 1] + 1).count();
    assertThat(breaks).isEqualTo(15);
    assertThat(Calibrator.blocks(MANY, 300_000)).isSameAs(MANY);
    assertThat(Calibrator.blocks(MANY, 100)).hasSize(100);
  }

  @Test
  void peaksInBlocksGiveTheThresholdOfAll() {
    Random random = new Random(12);
    double[] energies = new double[301_000];
    double state = 0;
    for (int i = 0; i < energies.length; i++) { // neighbours are alike: peaks last several steps
      state = 0.7 * state + random.nextGaussian();
      energies[i] = state * state;
    }
    double[] all = Arrays.stream(MANY).mapToDouble(step -> energies[step]).toArray();
    double[] some =
        Arrays.stream(Calibrator.blocks(MANY, 32_768))
            .mapToDouble(step -> energies[step])
            .toArray();
    TailThreshold expected = TailThreshold.of(all, 1e-4);
    TailThreshold found = TailThreshold.of(some, 1e-4);
    assertThat(found.fitted()).isTrue();
    assertThat(found.level()).isCloseTo(expected.level(), within(0.1 * expected.level()));
  }

  @Test
  void manyEntitiesShareTheStepsButEachKeepsEnough() {
    assertThat(Calibrator.mostSteps(1)).isEqualTo(32_768);
    assertThat(Calibrator.mostSteps(4)).isEqualTo(8_192);
    assertThat(Calibrator.mostSteps(500)).isEqualTo(4_096);
  }

  @Test
  void rarerAlarmsNeedMoreSteps() {
    assertThat(Calibrator.leastFitted(Duration.ofMinutes(1), 1)).isEqualTo(672);
    assertThat(Calibrator.leastFitted(Duration.ofMinutes(1), 0.1)).isEqualTo(6720);
    assertThat(Calibrator.leastFitted(Duration.ofMinutes(5), 1)).isEqualTo(135);
  }
}
