package io.kopula.source.prometheus;

import java.io.IOException;

/** JSON, but not what the API promises. */
final class MalformedAnswerException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedAnswerException(String message) {
    super(message);
  }
}
