package io.kopula.scoring;

import java.util.List;

/**
 * The score of a window from its evidence.
 *
 * <p>A channel's deviation is what its variables say beyond the baseline: their sum, or for a led
 * channel the norm of order 4 of those above it. Its significance s says how improbable that is on
 * normal data. The significances are combined as {@code E = (sum_c (w_c s_c)^2)^(1/2)}, so that one
 * channel alone can raise the score and several together raise it more, and the score is {@code
 * max(0, (E - center) / (threshold - center))}. The relations have a score of their own: where they
 * break, values may well be usual. How the higher of both is shared out over variables: {@link
 * ScoreShares}.
 */
final class ScoreFunction {
  private final Channels channels;
  private final double[] baseline;
  private final double[] spreads;

  ScoreFunction(Channels channels, Baseline baseline) {
    this.channels = channels;
    this.baseline = baseline.toArray();
    spreads = baseline.spreadsToArray();
    if (this.baseline.length != channels.size()) {
      throw new IllegalArgumentException(
          "baseline: expected " + channels.size() + " values, found " + this.baseline.length);
    }
  }

  /** Deviation of one channel from its baseline: nats, or in units of the spreads. */
  double deviation(int channel, float[] evidence, int offset, float[] presence) {
    double sum = 0;
    for (double counted : counted(channel, evidence, offset, presence)) {
      sum += counted;
    }
    return channels.isLed(channel) ? Math.sqrt(Math.sqrt(sum)) : sum;
  }

  /**
   * What variables exceed the baseline by, as a channel counts it.
   *
   * @return [parts, variables]
   */
  double[] counted(int channel, float[] evidence, int offset, float[] presence) {
    double[] usual = baseline;
    double[] unit = spreads;
    double[] counted = new double[Channels.PARTS * channels.width()];
    int from = channels.index(channel, 0, 0); // parts and variables lie side by side
    for (int i = 0; i < counted.length; i++) {
      int at = from + i;
      counted[i] = (evidence[offset + at] - presence[at] * usual[at]) / unit[at];
    }
    if (channels.isLed(channel)) {
      for (int i = 0; i < counted.length; i++) {
        double square = Math.max(0, counted[i]) * Math.max(0, counted[i]);
        counted[i] = square * square;
      }
    }
    return counted;
  }

  /** The combined significance E. */
  double energy(List<Significance> significances, float[] evidence, int offset, float[] presence) {
    return energy(weighed(significances, evidence, offset, presence));
  }

  /** As above, of what {@link #weighed} has given. */
  static double energy(double[] weighed) {
    double sum = 0;
    for (double each : weighed) {
      sum += each * each;
    }
    return Math.sqrt(sum);
  }

  /** Each channel's significance, weighed as the combination does; 0 for the relations. */
  double[] weighed(
      List<Significance> significances, float[] evidence, int offset, float[] presence) {
    double[] weighed = new double[channels.count()];
    for (int channel = 0; channel < weighed.length; channel++) {
      double weight = channels.weight(channel);
      if (weight > 0) {
        double deviation = deviation(channel, evidence, offset, presence);
        weighed[channel] = weight * significances.get(channel).at(deviation);
      }
    }
    return weighed;
  }

  /** The significance of the relations. */
  double looseness(
      List<Significance> significances, float[] evidence, int offset, float[] presence) {
    int channel = channels.relations();
    return significances.get(channel).at(deviation(channel, evidence, offset, presence));
  }
}
