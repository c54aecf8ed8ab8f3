package io.kopula.scoring;

/** Hears how far a fit is. */
@FunctionalInterface
public interface FitProgress {
  FitProgress SILENT = (phase, fraction) -> {};

  /**
   * @param phase what is being done, for people: "training", "calibrating"
   * @param fraction how much of the whole fit is done, 0..1
   */
  void report(String phase, double fraction);
}
