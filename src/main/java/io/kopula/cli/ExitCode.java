package io.kopula.cli;

/** What the process tells its caller. */
final class ExitCode {
  static final int OK = 0;

  /** The command was understood and failed. */
  static final int FAILED = 1;

  /** The command line is wrong. */
  static final int USAGE = 2;

  private ExitCode() {}
}
