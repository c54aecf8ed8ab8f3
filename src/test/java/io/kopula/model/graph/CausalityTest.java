package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The density of a window is the product over its steps of densities given the past, so that it
 * integrates to 1 if each of these does: no location or scale may see its own step or later ones.
 */
class CausalityTest {
  private static final int CHANGED = 7;
  private static final int WINDOW = SmallModel.SIZES.window();

  private static SmallModel small;

  @BeforeAll
  static void build() {
    small = new SmallModel(Dependence.STUDENT_T_COPULA);
  }

  @AfterAll
  static void close() {
    small.close();
  }

  /** Innovations of one window with the values of one step raised. */
  private static float[] innovations(float by) {
    float[] window = SmallModel.windows(1, 0, 3);
    for (int j = 0; j < SmallModel.WIDTH; j++) {
      window[CHANGED * SmallModel.INPUTS + j] += by;
    }
    return small.innovations(window);
  }

  private static int index(int step, int horizon, int variable) {
    int horizons = small.model().horizons().size();
    return (step * horizons + horizon) * SmallModel.WIDTH + variable;
  }

  @Test
  void aStepIsSeenByItselfAndByThoseAHorizonLater() {
    float[] before = innovations(0);
    float[] after = innovations(0.7f);
    int horizons = small.model().horizons().size();
    for (int horizon = 0; horizon < horizons; horizon++) {
      boolean calendar = horizon == horizons - 1;
      int ahead = calendar ? WINDOW : SmallModel.SIZES.horizons().get(horizon);
      for (int step = 0; step < WINDOW; step++) {
        boolean mayDiffer = step == CHANGED || step >= CHANGED + ahead;
        double difference = 0;
        for (int j = 0; j < SmallModel.WIDTH; j++) {
          int i = index(step, horizon, j);
          difference = Math.max(difference, Math.abs(after[i] - before[i]));
        }
        if (mayDiffer) {
          assertThat(difference).as("horizon %s, step %s", horizon, step).isGreaterThan(1e-6);
        } else {
          assertThat(difference).as("horizon %s, step %s", horizon, step).isLessThan(1e-6);
        }
      }
    }
  }

  /** Were the location or the scale to see the value, the innovation would bend. */
  @Test
  void anInnovationIsLinearInItsOwnValue() {
    float[] none = innovations(0);
    float[] once = innovations(0.6f);
    float[] twice = innovations(1.2f);
    for (int horizon = 0; horizon < small.model().horizons().size(); horizon++) {
      for (int j = 0; j < SmallModel.WIDTH; j++) {
        int i = index(CHANGED, horizon, j);
        assertThat(once[i] - none[i]).isPositive();
        assertThat((double) twice[i] - once[i])
            .as("horizon %s, variable %s", horizon, j)
            .isCloseTo(once[i] - none[i], within(1e-5));
      }
    }
  }

  @Test
  void aMissingValueHasNoInnovation() {
    float[] window = SmallModel.windows(1, 0.4, 9);
    float[] innovations = small.innovations(window);
    int missing = 0;
    for (int step = 0; step < WINDOW; step++) {
      for (int j = 0; j < SmallModel.WIDTH; j++) {
        if (window[step * SmallModel.INPUTS + SmallModel.WIDTH + j] == 0) {
          missing++;
          for (int horizon = 0; horizon < small.model().horizons().size(); horizon++) {
            assertThat(innovations[index(step, horizon, j)]).isZero();
          }
        }
      }
    }
    assertThat(missing).isBetween(5, 40);
  }
}
