package io.kopula.api;

import java.util.Locale;

/** What went wrong, in the words of Prometheus's API. */
enum ErrorType {
  BAD_DATA(400),
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
    if (status == 404) {
      return NOT_FOUND;
    }
    if (status == 503) {
      return UNAVAILABLE;
    }
    return status < 500 ? BAD_DATA : INTERNAL;
  }
}
