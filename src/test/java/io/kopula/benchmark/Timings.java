package io.kopula.benchmark;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** Times of the same work, done again and again. */
final class Timings {
  private final List<Double> seconds = new ArrayList<>();

  /** Work that may fail, in which case nothing was measured. */
  @FunctionalInterface
  interface Work {
    void run() throws Exception;
  }

  /** Does some work once and takes its time. */
  void time(Work work) throws Exception {
    long started = System.nanoTime();
    work.run();
    add((System.nanoTime() - started) / 1e9);
  }

  void add(double took) {
    seconds.add(took);
  }

  int count() {
    return seconds.size();
  }

  double median() {
    return quantile(0.5);
  }

  double p99() {
    return quantile(0.99);
  }

  /** The smallest time that so much of all does not exceed; NaN without any. */
  double quantile(double share) {
    if (seconds.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(seconds);
    Collections.sort(sorted);
    return sorted.get(Math.max(0, (int) Math.ceil(share * sorted.size()) - 1));
  }

  /** Median and 99 %, in milliseconds. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%.1f / %.1f ms", median() * 1e3, p99() * 1e3);
  }
}
