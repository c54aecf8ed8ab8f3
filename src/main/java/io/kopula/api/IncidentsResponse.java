package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Incidents")
@JsonInclude(JsonInclude.Include.NON_NULL)
record IncidentsResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) Data data,
    @Schema(
            description = "Present where the answer is not complete.",
            examples = "[\"results truncated due to limit\"]")
        @Nullable List<String> warnings) {
  @Schema(name = "IncidentsData")
  record Data(@Schema(required = true) List<IncidentView> incidents) {}

  static IncidentsResponse of(Page<IncidentView> page) {
    return new IncidentsResponse("success", new Data(page.rows()), page.warnings());
  }
}
