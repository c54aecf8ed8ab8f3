package io.kopula.scoring;

import java.util.Arrays;

/**
 * The level that independent peaks of a series exceed at a given rate, by peaks over threshold: the
 * excesses of peaks over a high quantile follow a generalised Pareto distribution (Pickands 1975),
 * fitted by probability-weighted moments (Hosking and Wallis 1987, eq. 13).
 *
 * @param level the level
 * @param fitted whether a tail was fitted; false where data were too few and the level is a
 *     conservative empirical one
 */
public record TailThreshold(double level, boolean fitted) {
  /** Tried from the highest down, until enough peaks exceed one. */
  private static final double[] INITIAL_QUANTILES = {0.97, 0.95, 0.92, 0.88, 0.8};

  private static final int LEAST_PEAKS = 12;

  /** Exceedances closer than this belong to one peak, steps. */
  private static final int RUN = 6;

  /** A tail is told up to so many times what it was fitted on; beyond that it is a guess. */
  private static final double MOST_EXTRAPOLATION = 30;

  private static final double LEAST_SHAPE = -0.3;
  private static final double MOST_SHAPE = 0.3;

  /** Where data are too few: this much of the range above the median is added to the maximum. */
  private static final double CONSERVATIVE_SHARE = 0.25;

  /**
   * Finds the level.
   *
   * @param energies in order of time, at least one
   * @param peaksPerStep the rate wanted, peaks a step
   */
  public static TailThreshold of(double[] energies, double peaksPerStep) {
    double[] sorted = energies.clone();
    Arrays.sort(sorted);
    double initial = 0;
    double[] excesses = new double[0];
    for (double quantile : INITIAL_QUANTILES) {
      initial = sorted[(int) Math.floor(quantile * (sorted.length - 1))];
      excesses = excesses(energies, initial);
      if (excesses.length >= LEAST_PEAKS) {
        break;
      }
    }
    if (excesses.length < LEAST_PEAKS) {
      return new TailThreshold(conservative(sorted), false);
    }
    double rate = (double) excesses.length / energies.length;
    double level = Math.max(initial, initial + excessAt(excesses, rate / peaksPerStep));
    return energies.length < leastSteps(peaksPerStep)
        ? new TailThreshold(Math.max(level, conservative(sorted)), false)
        : new TailThreshold(level, true);
  }

  /** Fewest steps on which a tail can be fitted that tells the level of such a rate. */
  public static long leastSteps(double peaksPerStep) {
    return (long) Math.ceil(1 / (peaksPerStep * MOST_EXTRAPOLATION));
  }

  private static double conservative(double[] sorted) {
    double most = sorted[sorted.length - 1];
    double median = sorted[sorted.length / 2];
    return most + CONSERVATIVE_SHARE * (most - median) + Math.ulp((float) most);
  }

  /** The highest excess of each peak, ascending. */
  private static double[] excesses(double[] energies, double initial) {
    double[] found = new double[energies.length];
    int count = 0;
    int last = -RUN;
    for (int i = 0; i < energies.length; i++) {
      if (energies[i] > initial) {
        double excess = energies[i] - initial;
        if (i - last < RUN) {
          found[count - 1] = Math.max(found[count - 1], excess);
        } else {
          found[count++] = excess;
        }
        last = i;
      }
    }
    double[] excesses = Arrays.copyOf(found, count);
    Arrays.sort(excesses);
    return excesses;
  }

  /** The excess that one in {@code period} peaks exceeds. */
  private static double excessAt(double[] excesses, double period) {
    int n = excesses.length;
    double first = 0;
    double second = 0;
    for (int i = 0; i < n; i++) {
      first += excesses[i] / n;
      second += excesses[i] * (1 - (i + 0.65) / n) / n;
    }
    double shape = 2 - first / (first - 2 * second);
    double bounded = Math.max(LEAST_SHAPE, Math.min(MOST_SHAPE, Double.isNaN(shape) ? 0 : shape));
    double scale = first * (1 - bounded); // keeps the mean excess
    return Math.abs(bounded) < 1e-6
        ? scale * Math.log(period)
        : scale / bounded * (Math.pow(period, bounded) - 1);
  }
}
