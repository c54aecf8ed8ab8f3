package io.kopula.source.prometheus;

import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One request that failed: what the caller will see, and whether to ask again. */
final class RequestFailure extends Exception {
  private static final long serialVersionUID = 1L;

  private final FailureKind kind;
  private final boolean retriable;
  private final @Nullable Duration retryAfter;

  private RequestFailure(
      FailureKind kind,
      String message,
      @Nullable Throwable cause,
      boolean retriable,
      @Nullable Duration retryAfter) {
    super(message, cause);
    this.kind = kind;
    this.retriable = retriable;
    this.retryAfter = retryAfter;
  }

  static RequestFailure transientFailure(
      FailureKind kind, String message, @Nullable Throwable cause) {
    return new RequestFailure(kind, message, cause, true, null);
  }

  /**
   * @param retryAfter pause the server asked for, null for none
   */
  static RequestFailure transientAnswer(
      FailureKind kind, String message, @Nullable Duration retryAfter) {
    return new RequestFailure(kind, message, null, true, retryAfter);
  }

  static RequestFailure lasting(FailureKind kind, String message) {
    return lasting(kind, message, null);
  }

  static RequestFailure lasting(FailureKind kind, String message, @Nullable Throwable cause) {
    return new RequestFailure(kind, message, cause, false, null);
  }

  FailureKind kind() {
    return kind;
  }

  /** Whether the same request may succeed when it is repeated soon. */
  boolean retriable() {
    return retriable;
  }

  @Nullable Duration retryAfter() {
    return retryAfter;
  }

  SourceException toSourceException() {
    return new SourceException(kind, String.valueOf(getMessage()), getCause());
  }
}
