package io.kopula.scoring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How improbable a channel's energy is on normal data: minus the logarithm of the share of normal
 * steps that exceed it, in nats. Up to the level that one step in ten exceeds it is read from
 * quantiles; beyond, the tail is a generalised Pareto distribution (Pickands 1975), fitted by
 * probability-weighted moments (Hosking and Wallis 1987, eq. 13), so that energies that normal data
 * never showed are still told apart.
 *
 * @param levels energies that shares 1, 0.9, ... 0.1 of normal steps exceed, ascending
 * @param scale of the tail, in the energies' unit
 * @param shape of the tail: 0 falls exponentially, above 0 slower
 */
public record Significance(List<Double> levels, double scale, double shape) {
  private static final int LEVELS = 10;

  /** A lighter tail would end somewhere, and make all energies beyond equal. */
  private static final double LEAST_SHAPE = 0.05;

  private static final double MOST_SHAPE = 0.5;

  /** No scale is less than this share of the energies' range: what never varies has no tail. */
  private static final double LEAST_SCALE = 1e-3;

  public Significance {
    levels = List.copyOf(levels);
    if (levels.size() != LEVELS) {
      throw new IllegalArgumentException(
          "levels: expected " + LEVELS + " of them, found " + levels.size());
    }
    if (!(scale > 0)) {
      throw new IllegalArgumentException("scale: expected more than 0, found " + scale);
    }
  }

  /**
   * @param energies of normal data, at least one
   */
  static Significance of(double[] energies) {
    double[] sorted = energies.clone();
    Arrays.sort(sorted);
    int n = sorted.length;
    List<Double> levels = new ArrayList<>();
    for (int i = 0; i < LEVELS; i++) {
      levels.add(sorted[(int) ((long) i * (n - 1) / LEVELS)]);
    }
    double last = levels.get(LEVELS - 1);
    double[] excesses = Arrays.stream(sorted).filter(e -> e > last).map(e -> e - last).toArray();
    double mean = 0;
    double weighted = 0;
    for (int i = 0; i < excesses.length; i++) {
      mean += excesses[i] / excesses.length;
      weighted += excesses[i] * (1 - (i + 0.65) / excesses.length) / excesses.length;
    }
    double raw = 2 - mean / (mean - 2 * weighted);
    double shape = Math.max(LEAST_SHAPE, Math.min(MOST_SHAPE, Double.isFinite(raw) ? raw : 0));
    double least = Math.max(LEAST_SCALE, LEAST_SCALE * (last - levels.get(0)));
    return new Significance(levels, Math.max(least, mean * (1 - shape)), shape);
  }

  /**
   * Minus the logarithm of the share of normal steps with more than this energy, nats, from 0; NaN
   * of NaN.
   */
  double at(double energy) {
    double last = levels.get(LEVELS - 1);
    if (energy >= last) {
      return Math.log(LEVELS) + Math.log1p(shape * (energy - last) / scale) / shape;
    }
    if (!(energy > levels.get(0))) {
      return Double.isNaN(energy) ? energy : 0;
    }
    int i = LEVELS - 2;
    while (levels.get(i) > energy) {
      i--;
    }
    double step = levels.get(i + 1) - levels.get(i);
    double within = step > 0 ? (energy - levels.get(i)) / step : 0;
    return -Math.log(1 - (i + within) / LEVELS);
  }
}
