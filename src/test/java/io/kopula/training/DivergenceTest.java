package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.training.Divergence.DivergedException;
import org.junit.jupiter.api.Test;

class DivergenceTest {
  private final Divergence divergence = new Divergence();
  private int step;

  private void see(float likelihood, int steps) throws DivergedException {
    for (int i = 0; i < steps; i++) {
      divergence.check(likelihood, ++step);
    }
  }

  @Test
  void aLikelihoodThatIsNotFiniteIsDivergence() throws Exception {
    see(1, 3);
    assertThatThrownBy(() -> see(Float.NaN, 1))
        .isInstanceOf(DivergedException.class)
        .hasMessage("expected a finite likelihood, found NaN at step 4");
    assertThatThrownBy(() -> see(Float.POSITIVE_INFINITY, 1)).isInstanceOf(DivergedException.class);
  }

  @Test
  void whatIsFarWorseThanAtTheStartIsDivergence() {
    assertThatThrownBy(
            () -> {
              see(1.5f, 1);
              see(4, 100);
            })
        .hasMessage("expected a likelihood of at most 3.5 nats a variable, found 3.875 at step 20");
  }

  @Test
  void whatHasBecomeFarWorseThanItWasIsDivergence() throws Exception {
    see(1.5f, 1);
    see(-4, 99);
    see(0.5f, 20);
    assertThatThrownBy(() -> see(1.5f, 20)).hasMessageContaining("at most 1.0 nats");
  }

  @Test
  void aBadStepAmongGoodOnesIsNot() {
    assertThatCode(
            () -> {
              for (int i = 0; i < 50; i++) {
                see(1, 10);
                see(20, 1);
                see(0, 9);
              }
            })
        .doesNotThrowAnyException();
  }
}
