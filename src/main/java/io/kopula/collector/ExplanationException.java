package io.kopula.collector;

/** Why an entity cannot be explained at a time. */
public final class ExplanationException extends Exception {
  /** What sort of reason. */
  public enum Kind {
    /** There is nothing to explain. */
    NOT_FOUND,
    /** Not now: the source does not answer, or too many others ask. */
    UNAVAILABLE
  }

  private final Kind kind;

  ExplanationException(Kind kind, String message) {
    super(message);
    this.kind = kind;
  }

  ExplanationException(Kind kind, String message, Throwable cause) {
    super(message, cause);
    this.kind = kind;
  }

  public Kind kind() {
    return kind;
  }
}
