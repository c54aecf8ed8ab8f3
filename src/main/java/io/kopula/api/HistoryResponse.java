package io.kopula.api;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

@Schema(name = "HistoryAnswer")
record HistoryResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) HistoryView data) {
  static HistoryResponse of(HistoryView history) {
    return new HistoryResponse("success", history);
  }
}
