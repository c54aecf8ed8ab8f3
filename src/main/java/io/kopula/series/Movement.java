package io.kopula.series;

import java.util.Locale;

/** How two variables that belong together move, where that is not as usual. */
public enum Movement {
  /** Both the same way, though they usually go opposite ways. */
  TOGETHER,
  /** Opposite ways, though they usually go together. */
  OPPOSITE,
  /** The first one moves, the other does not. */
  ALONE,
  /** The usual way, but one of them too far. */
  OUT_OF_PROPORTION;

  /** As metrics and the API write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
