package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class BaselineTest {
  private static final Channels CHANNELS = new Channels(2, 3, 5, 4, 3);
  private static final int LOUD = 1;
  private static final int ROWS = 1000;

  /** Energies from 0 to 1, but for one variable that peaks at 50 in each fiftieth row. */
  private static Baseline baseline(float present) {
    List<float[]> evidence = new ArrayList<>();
    List<float[]> presence = new ArrayList<>();
    for (int row = 0; row < ROWS; row++) {
      float[] energies = new float[CHANNELS.size()];
      for (int i = 0; i < energies.length; i++) {
        boolean peaks = i % CHANNELS.width() == LOUD && row % 50 == 0;
        energies[i] = peaks ? 50 : row * 7 % ROWS / (float) ROWS;
      }
      float[] shares = new float[CHANNELS.size()];
      Arrays.fill(shares, present);
      evidence.add(energies);
      presence.add(shares);
    }
    return Baseline.of(CHANNELS, evidence, presence);
  }

  @Test
  void aVariableThatPeaksRegularlyIsHeldAgainstItsPeaks() {
    Baseline baseline = baseline(1);
    int quiet = CHANNELS.index(0, 0, 0);
    assertThat(baseline.values().get(quiet)).isCloseTo(0.5, within(0.02));
    assertThat(baseline.spreads().get(quiet)).isCloseTo(4 * 0.49, within(0.05));
    assertThat(baseline.spreads().get(CHANNELS.index(0, 0, LOUD))).isCloseTo(49.5, within(0.1));
  }

  @Test
  void theShapeIsNotHeldAgainstIt() {
    Baseline baseline = baseline(1);
    int shape = CHANNELS.index(2, 0, LOUD);
    assertThat(baseline.spreads().get(shape)).isEqualTo(1);
  }

  @Test
  void withoutAnyValueNothingIsUsual() {
    Baseline baseline = baseline(0.5f);
    assertThat(baseline.values()).allMatch(value -> value == 0);
    assertThat(baseline.spreads()).allMatch(spread -> spread > 0);
  }

  @Test
  void asManySpreadsAsValues() {
    assertThatThrownBy(() -> new Baseline(List.of(1.0, 2.0), List.of(1.0)))
        .hasMessage("spreads: expected 2 values, found 1");
  }
}
