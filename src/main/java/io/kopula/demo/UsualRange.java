package io.kopula.demo;

import java.util.Arrays;

/** Quantiles of what a service has had in its history. */
final class UsualRange {
  private final double[] sorted;

  private UsualRange(double[] sorted) {
    this.sorted = sorted;
  }

  static UsualRange of(double[] values) {
    if (values.length == 0) {
      throw new IllegalArgumentException("values: expected at least one, found none");
    }
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return new UsualRange(sorted);
  }

  double quantile(double probability) {
    return sorted[(int) Math.round(probability * (sorted.length - 1))];
  }

  /** The value, or the nearest end of the span between two quantiles. */
  double clamp(double value, double low, double high) {
    return Math.max(quantile(low), Math.min(quantile(high), value));
  }
}
