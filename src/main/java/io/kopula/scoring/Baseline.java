package io.kopula.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What each channel, part and variable usually says: the median of its energy over normal data, and
 * how far above it usually gets. A variable contributes what it deviates from the median, so that a
 * missing one contributes nothing, in units of the spread.
 *
 * @param values as many as an evidence has, in its layout, nats
 * @param spreads in the same layout: the 99 % quantile's distance from the median, no less than a
 *     few times that of a channel's usual variable; 1 where a channel is not held against it
 */
public record Baseline(List<Double> values, List<Double> spreads) {
  private static final double HIGH = 0.99;

  /** A variable's usual peaks count up to so many times those of the usual variable. */
  private static final double LOUDER = 4;

  private static final double LEAST_SPREAD = 1e-3;

  public Baseline {
    values = List.copyOf(values);
    spreads = List.copyOf(spreads);
    if (values.size() != spreads.size()) {
      throw new IllegalArgumentException(
          "spreads: expected " + values.size() + " values, found " + spreads.size());
    }
  }

  /**
   * The medians and spreads over windows, each number's over those in which its variable was
   * present.
   *
   * @param evidence one array a window
   * @param presence share of each number's steps that had a value, in the same layout
   */
  static Baseline of(Channels channels, List<float[]> evidence, List<float[]> presence) {
    int size = channels.size();
    double[] medians = new double[size];
    double[] reaches = new double[size]; // of the high quantile above the median
    double[] column = new double[evidence.size()];
    for (int i = 0; i < size; i++) {
      int count = 0;
      for (int row = 0; row < column.length; row++) {
        if (presence.get(row)[i] == 1) {
          column[count++] = evidence.get(row)[i];
        }
      }
      Arrays.sort(column, 0, count);
      medians[i] = count == 0 ? 0 : column[count / 2];
      reaches[i] = count == 0 ? 0 : column[(int) (HIGH * (count - 1))] - medians[i];
    }
    return new Baseline(boxed(medians), boxed(spreads(channels, reaches)));
  }

  private static double[] spreads(Channels channels, double[] reaches) {
    double[] spreads = new double[reaches.length];
    Arrays.fill(spreads, 1);
    for (int channel = 0; channel < channels.count(); channel++) {
      for (int part = 0; channels.isSpread(channel) && part < Channels.PARTS; part++) {
        int from = channels.index(channel, part, 0);
        double[] own = Arrays.copyOfRange(reaches, from, from + channels.width());
        double[] sorted = own.clone();
        Arrays.sort(sorted);
        double least = Math.max(LEAST_SPREAD, LOUDER * sorted[sorted.length / 2]);
        for (int variable = 0; variable < own.length; variable++) {
          spreads[from + variable] = Math.max(least, own[variable]);
        }
      }
    }
    return spreads;
  }

  private static List<Double> boxed(double[] values) {
    List<Double> boxed = new ArrayList<>(values.length);
    for (double value : values) {
      boxed.add(value);
    }
    return boxed;
  }

  double[] toArray() {
    return values.stream().mapToDouble(Double::doubleValue).toArray();
  }

  double[] spreadsToArray() {
    return spreads.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
