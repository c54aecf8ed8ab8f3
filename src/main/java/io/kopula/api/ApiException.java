package io.kopula.api;

/** A request that cannot be answered. The message goes to the caller. */
final class ApiException extends RuntimeException {
  private final ErrorType type;
  private final String explanation;

  ApiException(ErrorType type, String message) {
    super(message);
    this.type = type;
    this.explanation = message;
  }

  static ApiException badData(String message) {
    return new ApiException(ErrorType.BAD_DATA, message);
  }

  static ApiException notFound(String message) {
    return new ApiException(ErrorType.NOT_FOUND, message);
  }

  String explanation() {
    return explanation;
  }

  ErrorType type() {
    return type;
  }
}
