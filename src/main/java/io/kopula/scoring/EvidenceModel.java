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
}
