package io.kopula.source;

import org.jspecify.annotations.Nullable;

/** A source that could not answer. The message holds no credentials. */
public final class SourceException extends Exception {
  private final FailureKind kind;

  public SourceException(FailureKind kind, String message) {
    this(kind, message, null);
  }

  public SourceException(FailureKind kind, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public FailureKind kind() {
    return kind;
  }
}
