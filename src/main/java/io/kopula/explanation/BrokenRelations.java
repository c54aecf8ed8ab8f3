package io.kopula.explanation;

import io.kopula.scoring.Details;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Movement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Which pairs of variables do not move as they usually do together. The log-density of two
 * deviations a and b with usual correlation r lies below that of both apart by {@code (log(1 - r^2)
 * + (r^2 (a^2 + b^2) - 2 r a b) / (1 - r^2)) / 2} nats; a pair's deviation is its mean over now,
 * the last 3 and the last 8 steps, as relations are scored.
 */
final class BrokenRelations {
  /** A pair belongs together from this correlation on. */
  private static final double LEAST_CORRELATION = 0.5;

  /** Nearer to 1, noise alone would break a pair. */
  private static final double MOST_CORRELATION = 0.98;

  /** Pairs that deviate less are as usual, nats. */
  private static final double LEAST_DEVIATION = 3;

  /** Most pairs that are told of. */
  static final int MOST = 3;

  private static final int[] SPANS = {1, 3, 8};

  /** A variable that moves by less than this share of what it should stands still. */
  private static final double STILL = 0.5;

  private BrokenRelations() {}

  /**
   * @param variables names, in the model's order
   * @return the pairs that deviate most, largest first
   */
  static List<BrokenRelation> of(Details details, List<String> variables) {
    List<BrokenRelation> broken = new ArrayList<>();
    for (int one = 0; one < details.width(); one++) {
      for (int other = one + 1; other < details.width(); other++) {
        double correlation = details.correlation(one, other);
        if (Math.abs(correlation) >= LEAST_CORRELATION) {
          Moments moments = Moments.of(details, one, other);
          double deviation = moments.deviation(correlation);
          if (deviation >= LEAST_DEVIATION) {
            boolean inOrder = moments.one() >= moments.other();
            broken.add(
                new BrokenRelation(
                    variables.get(inOrder ? one : other),
                    variables.get(inOrder ? other : one),
                    correlation,
                    moments.movement(correlation),
                    deviation));
          }
        }
      }
    }
    broken.sort(Comparator.comparingDouble(BrokenRelation::deviation).reversed());
    return broken.subList(0, Math.min(MOST, broken.size()));
  }

  /** Mean squares of two variables' deviations, and the mean of their product. */
  private record Moments(double one, double other, double product) {
    static Moments of(Details details, int one, int other) {
      double[] sums = new double[3];
      for (int span : SPANS) {
        int from = Math.max(0, details.window() - span);
        double weight = 1.0 / (SPANS.length * (details.window() - from));
        for (int step = from; step < details.window(); step++) {
          if (details.isPresent(step, one) && details.isPresent(step, other)) {
            double a = details.deviation(step, one);
            double b = details.deviation(step, other);
            sums[0] += weight * a * a;
            sums[1] += weight * b * b;
            sums[2] += weight * a * b;
          }
        }
      }
      return new Moments(sums[0], sums[1], sums[2]);
    }

    double deviation(double correlation) {
      double r = Math.copySign(Math.min(MOST_CORRELATION, Math.abs(correlation)), correlation);
      double left = 1 - r * r;
      return (Math.log(left) + (r * r * (one + other) - 2 * r * product) / left) / 2;
    }

    Movement movement(double correlation) {
      double lesser = Math.sqrt(Math.min(one, other));
      double greater = Math.sqrt(Math.max(one, other));
      if (lesser < STILL * Math.abs(correlation) * greater) {
        return Movement.ALONE;
      }
      if (product * correlation >= 0) {
        return Movement.OUT_OF_PROPORTION;
      }
      return product > 0 ? Movement.TOGETHER : Movement.OPPOSITE;
    }
  }
}
