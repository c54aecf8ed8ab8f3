package io.kopula.evaluation;

/**
 * Shares of an incident's culprits that are found among the first variables of a ranking, 0..1.
 *
 * @param at100 among as many as there are culprits
 * @param at150 among half as many again, rounded down
 */
public record HitRates(double at100, double at150) {
  static final HitRates UNKNOWN = new HitRates(Double.NaN, Double.NaN);
  static final HitRates NONE = new HitRates(0, 0);

  /** The higher of each. */
  HitRates or(HitRates other) {
    return new HitRates(Math.max(at100, other.at100), Math.max(at150, other.at150));
  }
}
