package io.kopula.evaluation;

import java.io.IOException;

/** Hears how far an evaluation is and takes its scores. Called by several threads. */
public interface EvaluationListener {
  EvaluationListener SILENT = new EvaluationListener() {};

  /** A detector begins with an entity. */
  default void started(String entity, String detector) {}

  /**
   * @param done pairs of entity and detector that are finished, this one included
   * @param total number of pairs
   */
  default void measured(
      String entity, String detector, Measurement measurement, int done, int total) {}

  /**
   * A detector could not be run on an entity.
   *
   * @param done as in {@link #measured}
   */
  default void failed(String entity, String detector, Exception reason, int done, int total) {}

  /** All detectors are through with an entity. */
  default void scored(ScoredEntity entity) throws IOException {}
}
