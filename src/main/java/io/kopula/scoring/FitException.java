package io.kopula.scoring;

/** A model that could not be fitted. The message names what was expected and what was found. */
public final class FitException extends Exception {
  public FitException(String message) {
    super(message);
  }

  public FitException(String message, Throwable cause) {
    super(message, cause);
  }
}
