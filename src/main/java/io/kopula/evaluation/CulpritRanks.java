package io.kopula.evaluation;

import java.util.stream.IntStream;

/**
 * Where the culprits stand when variables are ranked by falling weight. Ties are taken in all
 * orders at once: each of their ranks holds the share of culprits among them, so that no variable
 * gains from its place in the table and a detector that tells nothing apart is at chance.
 */
final class CulpritRanks {
  /** [variables], by rank: how likely the variable there is a culprit, 0..1. */
  private final double[] relevance;

  private final int culprits;

  private CulpritRanks(double[] relevance, int culprits) {
    this.relevance = relevance;
    this.culprits = culprits;
  }

  /**
   * @param weights [variables], higher is more to blame, no NaN
   * @param isCulprit [variables], at least one true
   */
  static CulpritRanks of(double[] weights, boolean[] isCulprit) {
    check(weights, isCulprit);
    int[] ranked = DetectionMetrics.descending(weights);
    double[] relevance = new double[weights.length];
    int culprits = 0;
    for (int from = 0, to = 0; from < ranked.length; from = to) {
      int found = 0;
      for (; to < ranked.length && weights[ranked[to]] == weights[ranked[from]]; to++) {
        found += isCulprit[ranked[to]] ? 1 : 0;
      }
      for (int rank = from; rank < to; rank++) {
        relevance[rank] = (double) found / (to - from);
      }
      culprits += found;
    }
    return new CulpritRanks(relevance, culprits);
  }

  private static void check(double[] weights, boolean[] isCulprit) {
    if (weights.length != isCulprit.length) {
      throw new IllegalArgumentException(
          "weights: expected one for each of "
              + isCulprit.length
              + " variables, found "
              + weights.length);
    }
    for (int v = 0; v < weights.length; v++) {
      if (Double.isNaN(weights[v])) {
        throw new IllegalArgumentException("weights[" + v + "]: expected a number, found NaN");
      }
    }
  }

  HitRates hitRates() {
    return new HitRates(hitRate(100), hitRate(150));
  }

  /** |truth ∩ first ⌊P·|truth|⌋ ranked| / |truth|, of Su et al. (OmniAnomaly, KDD 2019). */
  private double hitRate(int percent) {
    int looked = Math.min(relevance.length, percent * culprits / 100);
    return IntStream.range(0, looked).mapToDouble(rank -> relevance[rank]).sum() / culprits;
  }

  /**
   * Normalised discounted cumulative gain of the first |truth| ranked, relevance 1 for a culprit.
   */
  double ndcg() {
    double gain = 0;
    double ideal = 0;
    for (int rank = 0; rank < culprits; rank++) {
      double discount = Math.log(2) / Math.log(rank + 2);
      gain += relevance[rank] * discount;
      ideal += discount;
    }
    return gain / ideal;
  }

  /** 1 where the variable ranked first is a culprit, else 0; between in a tie. */
  double first() {
    return relevance[0];
  }
}
