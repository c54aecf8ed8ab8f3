package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Scores")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScoresResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) Data data,
    @Schema(
            description = "Present where the answer is not complete.",
            examples = "[\"results truncated due to limit\"]")
        @Nullable List<String> warnings) {
  @Schema(name = "ScoresData")
  record Data(@Schema(required = true) List<ScoreView> scores) {}

  static ScoresResponse of(Page<ScoreView> page) {
    return new ScoresResponse("success", new Data(page.rows()), page.warnings());
  }
}
