package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Entities")
@JsonInclude(JsonInclude.Include.NON_NULL)
record EntitiesResponse(
    @Schema(enumeration = "success", required = true) String status,
    @Schema(required = true) Data data,
    @Schema(
            description = "Present where the answer is not complete.",
            examples = "[\"results truncated due to limit\"]")
        @Nullable List<String> warnings) {
  @Schema(name = "EntitiesData")
  record Data(@Schema(required = true) List<EntityView> entities) {}

  static EntitiesResponse of(Page<EntityView> page) {
    return new EntitiesResponse("success", new Data(page.rows()), page.warnings());
  }
}
