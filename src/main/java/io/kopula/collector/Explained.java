package io.kopula.collector;

import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import java.util.List;

/**
 * An explanation, and what it was made of.
 *
 * @param window the values that were read, the explained step last
 * @param warnings what makes it another one than that of the time itself
 */
public record Explained(
    Explanation explanation, Frame window, ModelStatus model, List<String> warnings) {
  public Explained {
    warnings = List.copyOf(warnings);
  }
}
