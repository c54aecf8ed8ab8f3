package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.IncidentFeedback.Marked;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "FeedbackAnswer")
@JsonInclude(JsonInclude.Include.NON_NULL)
record FeedbackResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) MarkView data,
    @Schema(description = "Present where the threshold is raised as far as it may be.")
        @Nullable List<String> warnings) {
  static FeedbackResponse of(Marked marked) {
    String bounded =
        "alert.max_threshold_factor: "
            + marked.most()
            + " at most; should the incident come again it would still be one";
    return new FeedbackResponse(
        "success",
        Objects.requireNonNull(MarkView.of(marked.mark())),
        marked.isBounded() ? List.of(bounded) : null);
  }
}
