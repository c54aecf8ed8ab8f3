package io.kopula.scoring;

import io.kopula.series.Contribution;
import java.util.ArrayList;
import java.util.List;

/**
 * The score of a window from its evidence.
 *
 * <p>A channel's deviation is what its variables say beyond the baseline: their sum, or for a led
 * channel the norm of order {@value #LEADING} of those above it. Its significance s says how
 * improbable that is on normal data. The significances are combined as {@code E = (sum_c (w_c
 * s_c)^2)^(1/2)}, so that one channel alone can raise the score and several together raise it more,
 * and the score is {@code max(0, (E - center) / (threshold - center))}. The relations have a score
 * of their own: where they break, values may well be usual. The score is shared out over the
 * channels by {@code (w_c s_c)^2}, and within a channel over variables and parts in proportion to
 * what they add, so that contributions add up to the score.
 */
final class ScoreFunction {
  private static final int LEADING = 4;

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
    boolean led = channels.isLed(channel);
    double sum = 0;
    for (int part = 0; part < Channels.PARTS; part++) {
      for (int variable = 0; variable < channels.width(); variable++) {
        double own = own(channel, part, variable, evidence, offset, presence);
        sum += led ? Math.pow(Math.max(0, own), LEADING) : own;
      }
    }
    return led ? Math.pow(sum, 1.0 / LEADING) : sum;
  }

  private double own(
      int channel, int part, int variable, float[] evidence, int offset, float[] presence) {
    int i = channels.index(channel, part, variable);
    return (evidence[offset + i] - presence[i] * baseline[i]) / spreads[i];
  }

  /** The combined significance E. */
  double energy(List<Significance> significances, float[] evidence, int offset, float[] presence) {
    double sum = 0;
    for (int channel = 0; channel < channels.count(); channel++) {
      double weighed = weighed(significances, channel, evidence, offset, presence);
      sum += weighed * weighed;
    }
    return Math.sqrt(sum);
  }

  private double weighed(
      List<Significance> significances,
      int channel,
      float[] evidence,
      int offset,
      float[] presence) {
    double deviation = deviation(channel, evidence, offset, presence);
    return channels.weight(channel) * significances.get(channel).at(deviation);
  }

  /** The significance of the relations. */
  double looseness(
      List<Significance> significances, float[] evidence, int offset, float[] presence) {
    int channel = channels.relations();
    return significances.get(channel).at(deviation(channel, evidence, offset, presence));
  }

  /**
   * What each variable adds to the higher of both scores.
   *
   * @param value the score that {@link #energy} comes to
   * @param relations the score that {@link #looseness} comes to
   */
  List<Contribution> contributions(
      Calibration calibration,
      double value,
      double relations,
      float[] evidence,
      int offset,
      float[] presence,
      List<String> variables) {
    int width = channels.width();
    double[][] parts = new double[Channels.PARTS][width];
    if (relations > value) {
      share(channels.relations(), relations, evidence, offset, presence, parts);
    } else if (value > 0) {
      double energy = energy(calibration.channels(), evidence, offset, presence);
      for (int channel = 0; channel < channels.relations(); channel++) {
        double weighed = weighed(calibration.channels(), channel, evidence, offset, presence);
        double share = energy > 0 ? weighed * weighed / (energy * energy) : 0;
        share(channel, value * share, evidence, offset, presence, parts);
      }
    }
    List<Contribution> contributions = new ArrayList<>(width);
    for (int variable = 0; variable < width; variable++) {
      contributions.add(
          new Contribution(variables.get(variable), parts[0][variable], parts[1][variable]));
    }
    return contributions;
  }

  /**
   * Shares a channel's part of the score out. Where what the variables add hardly exceeds what they
   * take away, proportions would be out of all bounds: only those that add are counted then. Where
   * none adds, those that are there share alike.
   */
  private void share(
      int channel,
      double amount,
      float[] evidence,
      int offset,
      float[] presence,
      double[][] parts) {
    boolean led = channels.isLed(channel);
    double sum = 0;
    double positive = 0;
    double present = 0;
    double[][] own = new double[Channels.PARTS][channels.width()];
    for (int part = 0; part < Channels.PARTS; part++) {
      for (int variable = 0; variable < channels.width(); variable++) {
        double value = own(channel, part, variable, evidence, offset, presence);
        own[part][variable] = led ? Math.pow(Math.max(0, value), LEADING) : value;
        sum += own[part][variable];
        positive += Math.max(0, own[part][variable]);
        present += presence[channels.index(channel, part, variable)];
      }
    }
    boolean signed = sum > positive / 2;
    double total = signed ? sum : positive;
    for (int part = 0; part < Channels.PARTS; part++) {
      for (int variable = 0; variable < channels.width(); variable++) {
        double value = signed ? own[part][variable] : Math.max(0, own[part][variable]);
        parts[part][variable] +=
            amount
                * (total > 0
                    ? value / total
                    : presence[channels.index(channel, part, variable)]
                        / Math.max(present, Double.MIN_NORMAL));
      }
    }
  }
}
