package io.kopula.api;

import java.util.Locale;

/** What went wrong, in the words of Prometheus's API. */
enum ErrorType {
  BAD_DATA(400),
  UNAUTHORIZED(401),
  FORBIDDEN(403),
  NOT_FOUND(404),
  UNAVAILABLE(503),
  INTERNAL(500);

  private final int status;

  ErrorType(int status) {
    this.status = status;
  }

  int status() {
    return status;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The type that says best what an HTTP status means. */
  static ErrorType of(int status) {
    for (ErrorType each : values()) {
      if (each.status == status) {
        return each;
      }
    }
    return status < 500 ? BAD_DATA : INTERNAL;
  }
}
