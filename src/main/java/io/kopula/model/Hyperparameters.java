package io.kopula.model;

/**
 * Sizes and rates of a model and its training.
 *
 * @param window steps of context the encoder sees, L
 * @param width size of the encoder's hidden states, a multiple of {@code heads}
 * @param layers encoder layers
 * @param heads attention heads
 * @param epochs most passes over the training windows
 * @param batch windows in a training step
 * @param learningRate of Adam, at its peak
 * @param contrastiveWeight weight of the contrastive term beside the likelihood, 0 to leave it out
 * @param seed of every random choice in training
 */
public record Hyperparameters(
    int window,
    int width,
    int layers,
    int heads,
    int epochs,
    int batch,
    double learningRate,
    double contrastiveWeight,
    long seed) {
  public static final Hyperparameters DEFAULT =
      new Hyperparameters(48, 32, 2, 4, 20, 64, 2e-3, 0.1, 20251102L);

  public Hyperparameters withWindow(int steps) {
    return new Hyperparameters(
        steps, width, layers, heads, epochs, batch, learningRate, contrastiveWeight, seed);
  }
}
