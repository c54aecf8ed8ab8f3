package io.kopula.cli;

/** A command that failed for a reason its message tells the user; no stack trace is needed. */
final class CommandFailedException extends Exception {
  CommandFailedException(String message) {
    super(message);
  }

  CommandFailedException(String message, Throwable cause) {
    super(message, cause);
  }
}
