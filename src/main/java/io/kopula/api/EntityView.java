package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.EntityStatus;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Entity", description = "An entity and where it stands after the last cycle.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record EntityView(
    @Schema(examples = "checkout", required = true) String group,
    @Schema(
            description = "Its labels as PromQL writes them; what the parameter entity takes.",
            examples = "{cluster=\"eu-1\",service=\"cart\"}",
            required = true)
        String entity,
    @Schema(examples = "{\"cluster\": \"eu-1\", \"service\": \"cart\"}", required = true)
        Map<String, String> labels,
    @Schema(
            description =
                "scored: it got a score; learning: it has values, but no model knows it yet;"
                    + " no_data: it had no value at the last step.",
            enumeration = {"scored", "learning", "no_data"},
            required = true)
        String state,
    @Schema(
            description = "0 to 1 normal, above 1 anomalous; absent unless scored.",
            examples = "0.42")
        @Nullable Double score,
    @Schema(
            description =
                "How far a variable has come loose from the others, on the same scale; absent"
                    + " unless scored.",
            examples = "0.4")
        @Nullable Double relations,
    @Schema(description = "Whether it is in an incident.", examples = "false", required = true)
        boolean active,
    @Schema(
            description = "First anomalous step of the incident; absent while there is none.",
            examples = "2026-11-23T10:00:00Z")
        @Nullable Instant activeSince,
    @Schema(
            description =
                "Why nobody is told though it is anomalous; absent while it is not, or somebody is.")
        @Nullable QuietView quiet,
    @Schema(
            description =
                "First anomalous step of the incident, told or quiet; absent while there is none.",
            examples = "2026-11-23T10:00:00Z")
        @Nullable Instant incidentSince,
    @Schema(
            description = "Id of that incident; absent while there is none.",
            examples = "5f0c91c2d1a3b7e4")
        @Nullable String incident,
    @Schema(
            description =
                "What its scores are divided by since false alarms were marked; absent at 1.",
            examples = "1.4")
        @Nullable Double thresholdFactor) {

  static EntityView of(EntityStatus status) {
    Score score = status.score();
    return new EntityView(
        status.group(),
        status.entity().id(),
        status.entity().labels(),
        status.state().label(),
        score == null ? null : score.value(),
        score == null ? null : score.relations(),
        status.active(),
        status.activeSince(),
        QuietView.of(status.quiet()),
        status.incidentSince(),
        status.incident(),
        status.thresholdFactor() > 1 ? status.thresholdFactor() : null);
  }
}
