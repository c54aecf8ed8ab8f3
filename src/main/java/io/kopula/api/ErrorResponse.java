package io.kopula.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "Error", description = "The answer to a request that failed.")
record ErrorResponse(
    @Schema(enumeration = "error", required = true) String status,
    @Schema(
            description = "What went wrong, for programs.",
            enumeration = {
              "bad_data",
              "unauthorized",
              "forbidden",
              "not_found",
              "unavailable",
              "internal"
            },
            required = true)
        String errorType,
    @Schema(
            description = "What went wrong, for people: key, rule and value.",
            examples = "limit: expected a whole number from 1 to 10000, found \"0\"",
            required = true)
        String error) {
  ErrorResponse(ErrorType type, String error) {
    this("error", type.label(), error);
  }
}
