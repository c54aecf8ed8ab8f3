package io.kopula.scoring;

import io.kopula.series.Contribution;
import java.util.ArrayList;
import java.util.List;

/**
 * The score of a window from its evidence.
 *
 * <p>A channel's deviation is the sum of its parts' differences from the baseline, divided by the
 * channel's scale; its asinh keeps one channel from drowning the others. The weighted sum of these
 * is the combined energy E, and the score is {@code max(0, (E - center) / (threshold - center))}.
 * It is shared out over variables and parts in proportion to what they add to each channel, so that
 * contributions add up to the score.
 */
final class ScoreFunction {
  private final Channels channels;
  private final double[] baseline;

  ScoreFunction(Channels channels, Baseline baseline) {
    this.channels = channels;
    this.baseline = baseline.toArray();
    if (this.baseline.length != channels.size()) {
      throw new IllegalArgumentException(
          "baseline: expected " + channels.size() + " values, found " + this.baseline.length);
    }
  }

  /** Deviation of one channel from its baseline, nats. */
  double deviation(int channel, float[] evidence, int offset, float[] presence) {
    double sum = 0;
    for (int part = 0; part < Channels.PARTS; part++) {
      for (int variable = 0; variable < channels.width(); variable++) {
        int i = channels.index(channel, part, variable);
        sum += evidence[offset + i] - presence[i] * baseline[i];
      }
    }
    return sum;
  }

  /** The combined energy E. */
  double energy(List<Double> scales, float[] evidence, int offset, float[] presence) {
    double energy = 0;
    for (int channel = 0; channel < channels.count(); channel++) {
      double deviation = deviation(channel, evidence, offset, presence) / scales.get(channel);
      energy += channels.weight(channel) * asinh(deviation);
    }
    return energy;
  }

  double value(Calibration calibration, double energy) {
    return Math.max(
        0, (energy - calibration.center()) / (calibration.threshold() - calibration.center()));
  }

  /**
   * What each variable adds to the score.
   *
   * @param value the score, {@link #value} of {@link #energy}
   */
  List<Contribution> contributions(
      Calibration calibration,
      double value,
      float[] evidence,
      int offset,
      float[] presence,
      List<String> variables) {
    int width = channels.width();
    double[][] parts = new double[Channels.PARTS][width];
    if (value > 0) {
      double unit = calibration.threshold() - calibration.center();
      for (int channel = 0; channel < channels.count(); channel++) {
        double scale = calibration.scales().get(channel);
        double deviation = deviation(channel, evidence, offset, presence) / scale;
        double slope = Math.abs(deviation) < 1e-6 ? 1 : asinh(deviation) / deviation;
        double factor = channels.weight(channel) * slope / scale / unit;
        for (int part = 0; part < Channels.PARTS; part++) {
          for (int variable = 0; variable < width; variable++) {
            int i = channels.index(channel, part, variable);
            parts[part][variable] += factor * (evidence[offset + i] - presence[i] * baseline[i]);
          }
        }
      }
      shareRest(value, parts);
    }
    List<Contribution> contributions = new ArrayList<>(width);
    for (int variable = 0; variable < width; variable++) {
      contributions.add(
          new Contribution(variables.get(variable), parts[0][variable], parts[1][variable]));
    }
    return contributions;
  }

  /** The center belongs to no variable: it is taken off all of them in equal parts. */
  private static void shareRest(double value, double[][] parts) {
    double sum = 0;
    for (double[] part : parts) {
      for (double contribution : part) {
        sum += contribution;
      }
    }
    double rest = (value - sum) / (parts.length * parts[0].length);
    for (double[] part : parts) {
      for (int variable = 0; variable < part.length; variable++) {
        part[variable] += rest;
      }
    }
  }

  private static double asinh(double x) {
    return Math.signum(x) * Math.log(Math.abs(x) + Math.sqrt(x * x + 1));
  }
}
