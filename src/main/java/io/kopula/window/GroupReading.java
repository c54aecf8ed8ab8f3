package io.kopula.window;

import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import java.util.List;

/**
 * What was read of a group: whole, or without the variables that failed.
 *
 * @param grid the steps that were asked for
 * @param variables all of the group, in its order
 * @param frames one for each entity that any variable had a series of, sorted by entity, all on
 *     {@code grid} and with all variables; a failed variable is missing in all
 * @param warnings of the source and of the joining, each naming its variable
 * @param failures variables that could not be read, in the group's order
 */
public record GroupReading(
    Grid grid,
    List<String> variables,
    List<Frame> frames,
    List<String> warnings,
    List<VariableFailure> failures) {
  public GroupReading {
    variables = List.copyOf(variables);
    frames = List.copyOf(frames);
    warnings = List.copyOf(warnings);
    failures = List.copyOf(failures);
  }

  /** Whether every variable was read. */
  public boolean isComplete() {
    return failures.isEmpty();
  }

  /** A variable that could not be read, and why. */
  public record VariableFailure(String variable, SourceException cause) {
    public FailureKind kind() {
      return cause.kind();
    }

    @Override
    public String toString() {
      return variable + ": " + cause.getMessage();
    }
  }
}
