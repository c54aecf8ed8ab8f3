package io.kopula.scoring;

/**
 * What each variable adds to the evidence of an embedding, whose latents belong to no variable:
 * integrated gradients (Sundararajan, Taly and Yan 2017, eq. 1) from a similar normal state, the
 * rhythm that the window should have followed, to the window. The integral is the mean over the
 * midpoints of equal parts of the way.
 */
final class IntegratedGradients {
  private static final int PARTS = 16;

  private final EvidenceModel model;
  private final int width;

  IntegratedGradients(EvidenceModel model) {
    this.model = model;
    this.width = model.channels().width();
  }

  /**
   * @param windows [count, window, inputs]
   * @return [count][variables]; those of a window add up to what its evidence exceeds that of its
   *     rhythm by, but for the error of the mean
   */
  double[][] of(float[] windows, int count) {
    int size = EvidenceModel.gradients(model.window(), width);
    float[] distances = model.gradients(windows, count);
    double[][] attributions = new double[count][width];
    for (int part = 0; part < PARTS; part++) {
      double left = 1 - (part + 0.5) / PARTS;
      float[] gradients = model.gradients(between(windows, count, distances, left), count);
      for (int i = 0; i < count; i++) {
        for (int j = 0; j < size / 2; j++) {
          attributions[i][j % width] +=
              (double) gradients[i * size + j] * distances[i * size + size / 2 + j] / PARTS;
        }
      }
    }
    return attributions;
  }

  /** The windows, less a share of how far they are from their rhythm. */
  private float[] between(float[] windows, int count, float[] distances, double share) {
    int size = EvidenceModel.gradients(model.window(), width);
    float[] between = windows.clone();
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < size / 2; j++) {
        int at = (i * model.window() + j / width) * model.inputs() + j % width;
        between[at] -= (float) (share * distances[i * size + size / 2 + j]);
      }
    }
    return between;
  }
}
