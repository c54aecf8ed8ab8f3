package io.kopula.testing;

import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import java.util.List;

/** Hyperparameters of models that are built and trained in seconds. */
public final class SmallSizes {
  private SmallSizes() {}

  /** For a graph that is only evaluated. */
  public static Hyperparameters tiny() {
    return new Hyperparameters(
        16, Latents.INNOVATION, 2, List.of(1, 4), 4, 8, 1, 2, 1, 1, 4, 1e-3, 0.5, 3);
  }

  /** For a model that is trained and used. */
  public static Hyperparameters trained() {
    return new Hyperparameters(
        32, Latents.INNOVATION, 8, List.of(1, 8), 8, 16, 1, 2, 6, 40, 16, 4e-3, 0.1, 7);
  }
}
