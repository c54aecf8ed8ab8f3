package io.kopula.scoring;

/**
 * The layout of a model's evidence: for each channel, part and variable the energy of a window's
 * last steps, in nats. Channels: each horizon, averaged over the last few steps; the shape of the
 * window's last {@code lags} steps; the relations, how far each variable has come loose from the
 * others.
 *
 * @param horizons number of horizons, the calendar's included
 * @param smoothing steps that a horizon's channel averages over
 * @param lags steps that the channels of shape and relations span
 * @param width number of variables
 */
public record Channels(int horizons, int smoothing, int lags, int width) {
  /** Parts of an energy: the marginal one, then that of dependence. */
  public static final int PARTS = 2;

  private static final int EXPECTED = 3;

  private static final double SHAPE_WEIGHT = 2;
  private static final double RELATIONS_WEIGHT = 1;

  public int count() {
    return horizons + 2;
  }

  private int shape() {
    return horizons;
  }

  private int relations() {
    return horizons + 1;
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
    return channel < horizons ? Math.min(smoothing, lags) : lags;
  }

  /**
   * Whether a channel says as much as its loosest variables, rather than the sum of all: where one
   * variable comes loose, those it was tied to need not be unusual.
   */
  boolean isLed(int channel) {
    return channel == relations();
  }

  /** Weight of a channel's significance in the score. */
  public double weight(int channel) {
    return channel == shape() ? SHAPE_WEIGHT : channel == relations() ? RELATIONS_WEIGHT : 1;
  }
}
