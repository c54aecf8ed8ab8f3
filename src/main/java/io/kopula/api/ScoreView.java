package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.EntityStatus;
import io.kopula.series.Contribution;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Score", description = "The latest score of an entity, and why it is what it is.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ScoreView(
    @Schema(examples = "checkout", required = true) String group,
    @Schema(
            description = "The entity's labels as PromQL writes them.",
            examples = "{cluster=\"eu-1\",service=\"cart\"}",
            required = true)
        String entity,
    @Schema(examples = "{\"cluster\": \"eu-1\", \"service\": \"cart\"}", required = true)
        Map<String, String> labels,
    @Schema(description = "The step.", examples = "2026-11-23T10:00:30Z", required = true)
        Instant time,
    @Schema(description = "0 to 1 normal, above 1 anomalous.", examples = "1.72", required = true)
        double score,
    @Schema(
            description =
                "How far a variable has come loose from the others, on the same scale: above 1"
                    + " anomalous.",
            examples = "0.4",
            required = true)
        double relations,
    @Schema(description = "Whether the entity is in an incident.", required = true) boolean active,
    @Schema(
            description = "First anomalous step of the incident; absent while there is none.",
            examples = "2026-11-23T10:00:00Z")
        @Nullable Instant activeSince,
    @Schema(
            description = "Share of the variables that had a value at the step, 0 to 1.",
            examples = "1.0",
            required = true)
        double coverage,
    @Schema(
            description =
                "Shares in the higher of score and relations, largest first. They add up to it.",
            required = true)
        List<ContributionView> contributions) {

  @Schema(name = "Contribution", description = "Share of a variable in a score.")
  record ContributionView(
      @Schema(examples = "error_ratio", required = true) String variable,
      @Schema(description = "The sum of both parts.", examples = "1.4", required = true)
          double total,
      @Schema(
              description = "How much says: this value is unusual now.",
              examples = "0.1",
              required = true)
          double marginal,
      @Schema(
              description = "How much says: it no longer fits the other variables.",
              examples = "1.3",
              required = true)
          double dependence) {
    static ContributionView of(Contribution contribution) {
      return new ContributionView(
          contribution.variable(),
          contribution.total(),
          contribution.marginal(),
          contribution.dependence());
    }
  }

  static ScoreView of(EntityStatus status, Score score) {
    return new ScoreView(
        status.group(),
        status.entity().id(),
        status.entity().labels(),
        score.time(),
        score.value(),
        score.relations(),
        status.active(),
        status.activeSince(),
        score.coverage(),
        score.contributions().stream()
            .map(ContributionView::of)
            .sorted(Comparator.comparingDouble(each -> -Math.abs(each.total())))
            .toList());
  }
}
