package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.Quiet;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Quiet", description = "Why nobody is told of an incident.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record QuietView(
    @Schema(
            description =
                "maintenance: a window covers it; deviation: what is to blame deviates by less than"
                    + " min_deviation; direction: in the direction that nobody asked for.",
            enumeration = {"maintenance", "deviation", "direction"},
            required = true)
        String reason,
    @Schema(description = "Name of the maintenance window.", examples = "backup")
        @Nullable String name) {
  static @Nullable QuietView of(@Nullable Quiet quiet) {
    return quiet == null ? null : new QuietView(quiet.reason().label(), quiet.name());
  }
}
