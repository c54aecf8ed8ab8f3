package io.kopula.collector;

import java.util.List;

/** Has the configuration file read again, for the doors. */
public interface ConfigurationReload {
  /** Reads the file and goes on with it, if it is valid; else all goes on as before. */
  Outcome reload();

  /**
   * What came of it.
   *
   * @param problems why the file is not in use; empty when it is
   * @param warnings what of it takes effect at the next start only
   */
  record Outcome(List<String> problems, List<String> warnings) {
    public Outcome {
      problems = List.copyOf(problems);
      warnings = List.copyOf(warnings);
    }

    public boolean isSuccess() {
      return problems.isEmpty();
    }
  }
}
