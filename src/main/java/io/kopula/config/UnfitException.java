package io.kopula.config;

/** A value that breaks the rule of its key. The message is the rule and never holds the value. */
final class UnfitException extends Exception {
  UnfitException(String rule) {
    super(rule, null, false, false);
  }

  String rule() {
    return String.valueOf(getMessage());
  }
}
