package io.kopula.model;

import java.util.List;

/**
 * Sizes and rates of a model and its training. Users set none of them but {@code window}.
 *
 * @param window steps of context the encoder sees, L
 * @param horizons how many steps ahead the context of a prediction ends, ascending; the calendar
 *     horizon comes on top
 * @param lags steps over which dependence is modelled jointly, W
 * @param width size of the encoder's hidden states, a multiple of {@code heads}
 * @param layers encoder layers
 * @param heads attention heads
 * @param epochs most passes over the training windows
 * @param stepsPerEpoch optimiser steps between two fits of the dependence
 * @param batch windows in a training step
 * @param learningRate of Adam, at its peak
 * @param contrastiveWeight weight of the contrastive term beside the likelihood, 0 to leave it out
 * @param seed of every random choice in training
 */
public record Hyperparameters(
    int window,
    List<Integer> horizons,
    int lags,
    int width,
    int layers,
    int heads,
    int epochs,
    int stepsPerEpoch,
    int batch,
    double learningRate,
    double contrastiveWeight,
    long seed) {
  public static final Hyperparameters DEFAULT =
      new Hyperparameters(48, List.of(1, 8, 32), 10, 32, 2, 4, 12, 50, 32, 2e-3, 0.1, 20251102L);

  /** Most lags times variables. */
  private static final int MOST_LAGGED = 1000;

  /** Most windows of a batch times variables. */
  private static final int MOST_BATCHED = 2048;

  public Hyperparameters {
    horizons = List.copyOf(horizons);
    if (width % heads != 0) {
      throw new IllegalArgumentException(
          "width: expected a multiple of heads " + heads + ", found " + width);
    }
  }

  /**
   * The sizes that a model of so many variables has: fewer lags and smaller batches for very many,
   * whose cost would grow with their square.
   */
  public Hyperparameters boundedFor(int variables) {
    return new Hyperparameters(
        window,
        horizons,
        Math.max(1, Math.min(lags, MOST_LAGGED / variables)),
        width,
        layers,
        heads,
        epochs,
        stepsPerEpoch,
        Math.max(1, Math.min(batch, MOST_BATCHED / variables)),
        learningRate,
        contrastiveWeight,
        seed);
  }

  /** Another window; horizons and lags that it cannot hold are left out. */
  public Hyperparameters withWindow(int steps) {
    int longest = Math.max(1, steps - 16);
    return new Hyperparameters(
        steps,
        horizons.stream().filter(h -> h <= longest).toList(),
        Math.min(lags, steps / 4),
        width,
        layers,
        heads,
        epochs,
        stepsPerEpoch,
        batch,
        learningRate,
        contrastiveWeight,
        seed);
  }
}
