package io.kopula.collector;

import java.util.Locale;

/** Where a group stands on its way from its first query to scores. */
public enum GroupState {
  /** Nothing has been read for it yet. */
  STARTING,
  /** There is no model yet: the first fit runs, or waits for enough history. */
  LEARNING,
  /** It has a model and its last cycle gave scores. */
  SCORING,
  /** It has a model, but its last cycle failed or gave no score. */
  DEGRADED;

  /** As the API writes it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
