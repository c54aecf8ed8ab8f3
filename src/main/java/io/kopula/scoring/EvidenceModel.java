package io.kopula.scoring;

/** A loaded model before calibration: windows in, evidence out. Safe for use by several threads. */
public interface EvidenceModel {
  Channels channels();

  /** Steps of a window. */
  int window();

  /** Numbers of one step of a window, see {@code window.EncodedSeries}. */
  int inputs();

  /**
   * Evaluates a batch.
   *
   * @param windows [count, window, inputs]
   * @return [count, {@link Channels#outputs()}]: evidence, then expected values
   */
  float[] evidence(float[] windows, int count);

  /**
   * What only explanations need, for a batch.
   *
   * @param windows [count, window, inputs]
   * @return [count, {@link #details(int, int)}]: how far each variable is from its rhythm at each
   *     step, in units of its usual deviation, [window, width], 0 where missing; then the
   *     correlation of each variable with each, [width, width]
   */
  float[] details(float[] windows, int count);

  /** Numbers of one window's details. */
  static int details(int window, int width) {
    return window * width + width * width;
  }

  /**
   * What integrated gradients need, for a batch; only of an embedding.
   *
   * @param windows [count, window, inputs]
   * @return [count, {@link #gradients(int, int)}]: the gradient of the evidence's sum by the scaled
   *     values, [window, width], then how far these are from a similar normal state, their rhythm,
   *     [window, width], 0 where missing
   * @throws UnsupportedOperationException if latents belong to variables
   */
  float[] gradients(float[] windows, int count);

  /** Numbers of one window's gradients. */
  static int gradients(int window, int width) {
    return 2 * window * width;
  }
}
