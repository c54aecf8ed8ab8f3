package io.kopula.scoring;

/**
 * The layout of a model's evidence: for each channel, part and variable the energy of a window's
 * last steps, in nats. Channels: each horizon now, each horizon averaged over the last few steps,
 * the shape of the last {@code lags} steps.
 *
 * @param horizons number of horizons, the calendar's included
 * @param smoothing steps that a smoothed channel averages over
 * @param lags steps that the window's channel spans
 * @param width number of variables
 */
public record Channels(int horizons, int smoothing, int lags, int width) {
  /** Parts of an energy: the marginal one, then that of dependence. */
  public static final int PARTS = 2;

  private static final int EXPECTED = 3;

  public int count() {
    return 2 * horizons + 1;
  }

  /** Numbers of one window's evidence. */
  public int size() {
    return count() * PARTS * width;
  }

  /** Numbers that a model gives for one window: the evidence, then three expected values each. */
  public int outputs() {
    return size() + EXPECTED * width;
  }

  /**
   * Index of an expected value in a window's output.
   *
   * @param which 0 the median, 1 and 2 the lower and upper end of the band
   */
  public int expectedIndex(int which, int variable) {
    return size() + which * width + variable;
  }

  public int index(int channel, int part, int variable) {
    return (channel * PARTS + part) * width + variable;
  }

  /** How many of the last steps a channel looks at. */
  public int span(int channel) {
    if (channel < horizons) {
      return 1;
    }
    return channel < 2 * horizons ? Math.min(smoothing, lags) : lags;
  }

  /** Weight of a channel in the combined energy; all add up to 1, half of it is the window's. */
  public double weight(int channel) {
    return channel == 2 * horizons ? 0.5 : 0.25 / horizons;
  }
}
