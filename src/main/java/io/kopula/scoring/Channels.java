package io.kopula.scoring;

/**
 * The layout of a model's evidence: for each channel, part and variable the energy of a window's
 * last steps, in nats. Each source of evidence has two channels: its peak, remembered for some
 * steps and ever less, and what lasts, its mean over many steps. Sources: each horizon with recent
 * context, the rhythm, and last the shape of the window's last {@code lags} steps. One further
 * channel is that of relations, how far each variable has come loose from the others.
 *
 * @param sources number of sources
 * @param peak steps for which a peak is remembered
 * @param lasting steps over which what lasts is averaged
 * @param lags steps that shape and relations span
 * @param width number of variables
 */
public record Channels(int sources, int peak, int lasting, int lags, int width) {
  /** Parts of an energy: the marginal one, then that of dependence. */
  public static final int PARTS = 2;

  private static final int EXPECTED = 3;

  /** Weight of the significance of what lasts beside that of peaks. */
  private static final double LASTING_WEIGHT = Math.sqrt(0.7);

  /** Weight of the shape's significance beside that of another source. */
  private static final double SHAPE_WEIGHT = Math.sqrt(2);

  public int count() {
    return 2 * sources + 1;
  }

  private boolean isShape(int channel) {
    return channel / 2 == sources - 1;
  }

  /** The channel of relations: the only one with a score of its own. */
  int relations() {
    return 2 * sources;
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
    if (channel == relations()) {
      return lags;
    }
    int span = isPeak(channel) ? peak : lasting;
    return isShape(channel) ? span + lags - 1 : span;
  }

  /** Whether a channel is the highest of its steps, rather than their mean. */
  boolean isPeak(int channel) {
    return channel < relations() && channel % 2 == 0;
  }

  /** Whether a channel is the peak of a horizon with recent context. */
  boolean isHorizonPeak(int channel) {
    return isPeak(channel) && channel / 2 < sources - 2;
  }

  /**
   * Whether a channel says as much as its loosest variables, rather than the sum of all: where one
   * variable comes loose, those it was tied to need not be unusual.
   */
  boolean isLed(int channel) {
    return channel == relations();
  }

  /**
   * Whether a channel's variables are held against what each of them usually reaches: one that
   * peaks every night must not drown the others. Within the shape they are weighed already.
   */
  boolean isSpread(int channel) {
    return channel == relations() || !isShape(channel);
  }

  /** Weight of a channel's significance in the joint score: none for the relations. */
  public double weight(int channel) {
    if (channel == relations()) {
      return 0;
    }
    return (isPeak(channel) ? 1 : LASTING_WEIGHT) * (isShape(channel) ? SHAPE_WEIGHT : 1);
  }
}
