package io.kopula.config;

/**
 * How far a variable must be from what is expected before that is worth an alarm.
 *
 * @param amount in the variable's own unit, or a share of the expected value; 0 or more
 * @param relative whether it is a share
 */
public record MinDeviation(double amount, boolean relative) {
  /** Every deviation is worth one. */
  public static final MinDeviation NONE = new MinDeviation(0, false);

  /**
   * @param deviation value minus expected value
   * @param expected the variable's expected value
   */
  public boolean covers(double deviation, double expected) {
    return Math.abs(deviation) >= (relative ? amount * Math.abs(expected) : amount);
  }
}
