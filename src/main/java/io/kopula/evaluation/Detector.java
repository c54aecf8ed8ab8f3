package io.kopula.evaluation;

import io.kopula.scoring.FitException;
import io.kopula.series.Frame;
import java.util.Optional;
import java.util.OptionalDouble;

/** A way to detect anomalies, to be compared with others. Safe for use by several threads. */
public interface Detector {
  /** Its name in tables and files: {@code kopula}, {@code max-z}. */
  String name();

  /**
   * @param train unlabelled history; it may hold missing values and incidents
   */
  Fitted fit(Frame train) throws FitException, InterruptedException;

  /** A detector that knows one entity. Used by one thread. */
  interface Fitted extends AutoCloseable {
    /**
     * Scores every step from itself and its past only.
     *
     * @param train the history that it was fitted on: context for the first steps where it adjoins
     * @param test with the variables of {@code train}, on its step
     * @return [steps of test], higher is more anomalous, no NaN
     */
    double[] score(Frame train, Frame test) throws InterruptedException;

    /**
     * The score above which a step is an alarm; empty for a detector without calibration of its
     * own, which is then calibrated by counting on the last part of its training data.
     */
    default OptionalDouble threshold() {
      return OptionalDouble.empty();
    }

    /**
     * How much each variable has to do with the scores of some steps, on a scale of the detector's
     * own. Asked for after {@link #score} of the same frames.
     *
     * @param train as in {@link #score}
     * @param test as in {@link #score}
     * @param steps of {@code test}, rising
     * @return [steps asked for][variables], higher is more to blame, no NaN; empty for a detector
     *     that tells no variable from another
     */
    default Optional<double[][]> attributions(Frame train, Frame test, int[] steps) {
      return Optional.empty();
    }

    @Override
    default void close() {}
  }
}
