package io.kopula.config;

import java.util.Locale;

/** Which deviations of a variable are worth an alarm. */
public enum Direction {
  /** Above and below what is expected. */
  BOTH,
  /** Above only. */
  UP,
  /** Below only. */
  DOWN;

  /** As the configuration file writes it. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param deviation value minus expected value
   */
  public boolean covers(double deviation) {
    return this == BOTH || (this == UP ? deviation > 0 : deviation < 0);
  }
}
