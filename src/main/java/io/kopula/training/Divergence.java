package io.kopula.training;

/**
 * Notices a training that goes wrong: a likelihood that is not finite, or one that has become far
 * worse than it was.
 */
final class Divergence {
  /** Nats a variable by which the average may rise above the lowest it ever was. */
  static final float MOST_RISE = 5;

  /** Optimiser steps that are averaged over. */
  static final int STEPS = 20;

  private double sum;
  private int count;
  private double lowest = Double.POSITIVE_INFINITY;

  /**
   * Takes up the next likelihood.
   *
   * @param likelihood negative logarithm, nats a variable
   */
  void check(float likelihood, int step) throws DivergedException {
    if (!Float.isFinite(likelihood)) {
      throw new DivergedException("a finite likelihood", likelihood, step);
    }
    sum += likelihood;
    if (++count < STEPS) {
      return;
    }
    double average = sum / count;
    sum = 0;
    count = 0;
    if (average > lowest + MOST_RISE) {
      throw new DivergedException(
          "a likelihood below " + (float) (lowest + MOST_RISE), average, step);
    }
    lowest = Math.min(lowest, average);
  }

  /** Training that cannot go on; another attempt may. */
  static final class DivergedException extends Exception {
    private static final long serialVersionUID = 1L;

    DivergedException(String expected, double found, int step) {
      super(
          "expected " + expected + " nats a variable, found " + (float) found + " at step " + step);
    }
  }
}
