package io.kopula.collector;

import java.util.Locale;

/** What the last cycle did with an entity. Also the label {@code state} of a metric. */
public enum EntityState {
  /** It got a score. */
  SCORED,
  /** It has values, but no model knows it yet. */
  LEARNING,
  /** A model knows it, but it had no value at the last step. */
  NO_DATA;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
