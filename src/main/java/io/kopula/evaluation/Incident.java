package io.kopula.evaluation;

import io.kopula.series.Interval;
import java.util.List;

/**
 * A labelled incident.
 *
 * @param span first and last step of it
 * @param culprits variables that experts blamed, possibly none
 */
public record Incident(Interval span, List<String> culprits) {
  public Incident {
    culprits = List.copyOf(culprits);
  }
}
