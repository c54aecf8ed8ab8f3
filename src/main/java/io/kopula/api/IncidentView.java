package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.api.ScoreView.ContributionView;
import io.kopula.collector.Incident;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Incident", description = "A stretch of anomalous steps of an entity.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record IncidentView(
    @Schema(description = "What feedback names.", examples = "5f0c91c2d1a3b7e4", required = true)
        String id,
    @Schema(examples = "checkout", required = true) String group,
    @Schema(
            description = "The entity's labels as PromQL writes them.",
            examples = "{cluster=\"eu-1\",service=\"cart\"}",
            required = true)
        String entity,
    @Schema(examples = "{\"cluster\": \"eu-1\", \"service\": \"cart\"}", required = true)
        Map<String, String> labels,
    @Schema(
            description =
                "open: somebody is told; quiet: it goes on and nobody is told; closed: it is over.",
            enumeration = {"open", "quiet", "closed"},
            required = true)
        String state,
    @Schema(description = "Whether somebody was told of it at any time.", required = true)
        boolean told,
    @Schema(description = "Why nobody is told, or was in the end; absent else.")
        @Nullable QuietView quiet,
    @Schema(
            description = "First anomalous step.",
            examples = "2026-11-23T10:00:00Z",
            required = true)
        Instant since,
    @Schema(
            description = "Last anomalous step; absent while it goes on.",
            examples = "2026-11-23T10:04:30Z")
        @Nullable Instant until,
    @Schema(description = "Its highest score.", examples = "1.72", required = true)
        double highestScore,
    @Schema(description = "The step of that.", examples = "2026-11-23T10:01:30Z", required = true)
        Instant peak,
    @Schema(description = "Who was to blame at the peak, the largest share first.", required = true)
        List<ContributionView> culprits,
    @Schema(description = "What was said of it last; absent where nothing was.")
        @Nullable MarkView feedback) {
  static IncidentView of(Incident incident) {
    return new IncidentView(
        incident.id(),
        incident.group(),
        incident.entity().id(),
        incident.entity().labels(),
        incident.state().label(),
        incident.told(),
        QuietView.of(incident.quiet()),
        incident.since(),
        incident.until(),
        incident.highest(),
        incident.peak(),
        incident.culprits().stream().map(ContributionView::of).toList(),
        MarkView.of(incident.mark()));
  }
}
