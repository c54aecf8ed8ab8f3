package io.kopula.collector;

import org.jspecify.annotations.Nullable;

/** A scorer that failed, or gave what no scorer may give. */
final class ScoringException extends Exception {
  ScoringException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
