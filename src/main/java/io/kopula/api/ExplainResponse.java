package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.Explained;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "ExplainAnswer")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplainResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) ExplainView data,
    @Schema(description = "Present where the answer differs from what was exported at the time.")
        @Nullable List<String> warnings) {
  static ExplainResponse of(String group, Explained explained) {
    return new ExplainResponse(
        "success",
        ExplainView.of(group, explained),
        explained.warnings().isEmpty() ? null : explained.warnings());
  }
}
