package io.kopula.collector;

import io.kopula.scoring.FitException;
import io.kopula.source.SourceException;

/** Kinds of failures, as labels, and which of them end the process's part in them. */
final class Failures {
  private Failures() {}

  /** The label {@code kind} of a failure. */
  static String kind(Throwable failure) {
    if (failure instanceof SourceException source) {
      return source.kind().label();
    }
    if (failure instanceof ScoringException) {
      return "scoring";
    }
    if (failure instanceof FitException) {
      return "fit";
    }
    return failure instanceof OutOfMemoryError ? "out_of_memory" : "internal";
  }

  /**
   * Throws what cannot be survived on: the virtual machine is broken. A lack of memory passes, and
   * errors of native libraries concern one call.
   */
  static void rethrowFatal(Throwable failure) {
    if (failure instanceof VirtualMachineError fatal
        && !(failure instanceof OutOfMemoryError)
        && !(failure instanceof StackOverflowError)) {
      throw fatal;
    }
  }
}
