package io.kopula.training;

/**
 * Notices a training that goes wrong: a likelihood that is not finite, or one that is far worse
 * than at the start or than it has been.
 */
final class Divergence {
  /** Nats a variable by which an average may lie above the likelihood before the first step ... */
  static final float ABOVE_START = 2;

  /** ... and above the lowest average. */
  static final float ABOVE_LOWEST = 5;

  /** Optimiser steps that are averaged over. */
  static final int STEPS = 20;

  private double limit = Double.NaN;
  private double sum;
  private int count;

  /**
   * Takes up the likelihood of a step, as it was before the step.
   *
   * @param likelihood its negative logarithm, nats a variable
   * @param step number of the step, from 1 on
   */
  void check(float likelihood, int step) throws DivergedException {
    if (!Float.isFinite(likelihood)) {
      throw new DivergedException("a finite likelihood", likelihood, step);
    }
    if (Double.isNaN(limit)) {
      limit = likelihood + ABOVE_START;
    }
    sum += likelihood;
    if (++count < STEPS) {
      return;
    }
    double average = sum / count;
    if (average > limit) {
      throw new DivergedException(
          "a likelihood of at most " + (float) limit + " nats a variable", average, step);
    }
    limit = Math.min(limit, average + ABOVE_LOWEST);
    sum = 0;
    count = 0;
  }

  /** Training that cannot go on; another attempt may. */
  static final class DivergedException extends Exception {
    private static final long serialVersionUID = 1L;

    DivergedException(String expected, double found, int step) {
      super("expected " + expected + ", found " + (float) found + " at step " + step);
    }
  }
}
