package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.List;

/**
 * An entity to evaluate on. Incidents are for measuring only: never for training or thresholds.
 *
 * @param name of the entity, also a file name
 * @param train unlabelled history to fit on
 * @param test what is scored, with the same variables on the same step, after {@code train}
 * @param incidents labelled spans of {@code test}
 */
public record LabelledEntity(String name, Frame train, Frame test, List<Incident> incidents) {
  public LabelledEntity {
    incidents = List.copyOf(incidents);
  }

  /**
   * @return [steps of test], true within an incident
   */
  public boolean[] labels() {
    boolean[] labels = new boolean[test.length()];
    for (int i = 0; i < labels.length; i++) {
      var time = test.grid().time(i);
      labels[i] = incidents.stream().anyMatch(incident -> incident.span().contains(time));
    }
    return labels;
  }
}
