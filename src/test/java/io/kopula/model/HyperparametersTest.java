package io.kopula.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.model.Hyperparameters.Change;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class HyperparametersTest {
  @Test
  void everyWindowHoldsWhatIsLeftOfTheOthers() {
    long seed = Long.getLong("kopula.seed", 20261203L);
    Random random = new Random(seed);
    for (int round = 0; round < 500; round++) {
      int window = 1 + random.nextInt(512);
      List<Integer> horizons =
          random.ints(random.nextInt(4), 1, 400).sorted().distinct().boxed().toList();
      Hyperparameters wide =
          Hyperparameters.DEFAULT
              .change()
              .window(512)
              .horizons(horizons)
              .lags(1 + random.nextInt(112))
              .build();
      Hyperparameters narrow = wide.withWindow(window);
      assertThat(narrow.window()).as("seed %d, round %d", seed, round).isEqualTo(window);
      assertThat(wide.horizons()).containsAll(narrow.horizons());
      assertThat(narrow.lags()).isLessThanOrEqualTo(wide.lags());
    }
  }

  @Test
  void theDefaultWindowLosesNothing() {
    assertThat(Hyperparameters.DEFAULT.withWindow(Hyperparameters.DEFAULT.window()))
        .isEqualTo(Hyperparameters.DEFAULT);
    assertThat(Hyperparameters.DEFAULT.withWindow(24).horizons()).containsExactly(1, 8);
    assertThat(Hyperparameters.DEFAULT.withWindow(24).lags()).isEqualTo(6);
  }

  @Test
  void oneIsChangedAndTheOthersStay() {
    Hyperparameters other = Hyperparameters.DEFAULT.withLatents(Latents.EMBEDDING);
    assertThat(other.latents()).isEqualTo(Latents.EMBEDDING);
    assertThat(other.withLatents(Latents.INNOVATION)).isEqualTo(Hyperparameters.DEFAULT);
    assertThat(Hyperparameters.DEFAULT.withHorizons(List.of()).horizons()).isEmpty();
    assertThat(Hyperparameters.DEFAULT.withContrastiveWeight(0).contrastiveWeight()).isZero();
  }

  @Test
  void refusesWhatDoesNotFitTogether() {
    refuses(c -> c.horizons(List.of(8, 1)), "horizons: expected ascending steps from 1 to less");
    refuses(c -> c.horizons(List.of(1, 1)), "horizons: expected ascending steps from 1 to less");
    refuses(c -> c.horizons(List.of(0)), "horizons: expected ascending steps from 1 to less");
    refuses(c -> c.horizons(List.of(56)), "than window 56, found [56]");
    refuses(c -> c.lags(33), "lags: expected 1 to 32, found 33");
    refuses(c -> c.lags(0), "lags: expected 1 to 32, found 0");
    refuses(c -> c.width(30), "width: expected a multiple of heads 4, found 30");
    refuses(c -> c.heads(0), "heads: expected at least 1, found 0");
    refuses(c -> c.layers(0), "layers: expected at least 1, found 0");
    refuses(c -> c.latentSize(0), "latentSize: expected at least 1, found 0");
  }

  private static void refuses(UnaryOperator<Change> change, String message) {
    Change changed = change.apply(Hyperparameters.DEFAULT.change());
    assertThatThrownBy(changed::build)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
