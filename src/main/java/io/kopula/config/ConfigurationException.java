package io.kopula.config;

import java.util.List;
import java.util.stream.Collectors;

/** A configuration file that is not valid. The message holds all problems, one a line. */
public final class ConfigurationException extends Exception {
  private final transient List<Problem> problems;

  /**
   * @param problems at least one
   */
  public ConfigurationException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** In the order of their lines. */
  public List<Problem> problems() {
    return problems;
  }
}
