package io.kopula.series;

import java.util.Locale;

/** What an anomaly looks like. */
public enum AnomalyKind {
  /** A variable stays beyond its usual range. */
  LEVEL,
  /** A variable is far from usual for a few steps only. */
  SPIKE,
  /** Variables no longer go together, each within what is usual. */
  DEPENDENCE,
  /** Values that are usual, at an unusual time. */
  TIMING,
  /** A variable that used to vary does not. */
  FLAT,
  /** None of these clearly. */
  UNCLEAR;

  /** As metrics and the API write it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
