package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.Explained;
import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Explanation", description = "Why an entity's score was what it was at a step.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record ExplainView(
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
    @Schema(description = "Whether score or relations exceed the threshold.", required = true)
        boolean isAnomaly,
    @Schema(
            description = "How improbable the values of all variables together are.",
            examples = "1.72",
            required = true)
        double score,
    @Schema(
            description = "How far a variable has come loose from the others.",
            examples = "0.4",
            required = true)
        double relations,
    @Schema(
            description =
                "What normal data exceed in one score or the other at the configured rate.",
            examples = "1.0",
            required = true)
        double threshold,
    @Schema(
            description = "What it looks like.",
            enumeration = {"level", "spike", "dependence", "timing", "flat", "unclear"},
            required = true)
        String kind,
    @Schema(
            description = "Share of the variables that had a value at the step, 0 to 1.",
            examples = "1.0",
            required = true)
        double coverage,
    @Schema(required = true) Model model,
    @Schema(required = true) Window window,
    @Schema(
            description =
                "Each variable, the largest contribution first. Contributions add up to the higher of"
                    + " score and relations.",
            required = true)
        List<Interpretation> interpretation) {

  @Schema(name = "ExplainingModel", description = "The model that was asked.")
  record Model(
      @Schema(
              description = "The first digits of the SHA-256 of its weights.",
              examples = "9f86d081884c",
              required = true)
          String version,
      @Schema(examples = "2026-11-23T00:00:00Z", required = true) Instant fittedAt) {
    static Model of(ModelStatus model) {
      return new Model(model.version(), model.fittedAt());
    }
  }

  @Schema(name = "ExplainedWindow", description = "The steps that were read.")
  record Window(
      @Schema(description = "The first step.", required = true) Instant from,
      @Schema(description = "The last step: the one that is explained.", required = true)
          Instant to,
      @Schema(examples = "30", required = true) double stepSeconds) {
    static Window of(Frame frame) {
      return new Window(
          frame.grid().time(0),
          frame.grid().time(frame.length() - 1),
          frame.grid().stepMillis() / 1e3);
    }
  }

  @Schema(name = "Interpretation", description = "One variable.")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Interpretation(
      @Schema(examples = "error_ratio", required = true) String variable,
      @Schema(
              description = "Its share in the higher score: the sum of both parts.",
              examples = "1.4",
              required = true)
          double contribution,
      @Schema(
              description = "How much says: this value is unusual now.",
              examples = "0.1",
              required = true)
          double marginal,
      @Schema(
              description = "How much says: it no longer fits the other variables.",
              examples = "1.3",
              required = true)
          double dependence,
      @Schema(
              description = "Its value at the step, in its own unit; absent where there is none.",
              examples = "0.9")
          @Nullable Double value,
      @Schema(description = "What it should be; absent where unknown.") @Nullable Expected expected,
      @Schema(
              description = "Variables with which it does not move as usual; empty where none.",
              required = true)
          List<CorrelationChange> correlationChanges) {
    static Interpretation of(Contribution contribution, Explained explained) {
      String variable = contribution.variable();
      Frame window = explained.window();
      double value = window.value(window.length() - 1, window.variables().indexOf(variable));
      return new Interpretation(
          variable,
          contribution.total(),
          contribution.marginal(),
          contribution.dependence(),
          Double.isNaN(value) ? null : value,
          explained.explanation().score().expectations().stream()
              .filter(each -> each.variable().equals(variable))
              .findFirst()
              .map(Expected::of)
              .orElse(null),
          explained.explanation().relations().stream()
              .filter(each -> each.variable().equals(variable) || each.other().equals(variable))
              .map(each -> CorrelationChange.of(variable, each))
              .toList());
    }
  }

  @Schema(
      name = "Expected",
      description =
          "What a variable should be, given its past and the other variables now, in its own unit.")
  record Expected(
      @Schema(examples = "0.25", required = true) double median,
      @Schema(
              description = "Lower end of the band that holds nine of ten normal values.",
              examples = "0.2",
              required = true)
          double lower,
      @Schema(description = "Its upper end.", examples = "0.3", required = true) double upper) {
    static Expected of(Expectation expectation) {
      return new Expected(expectation.median(), expectation.lower(), expectation.upper());
    }
  }

  @Schema(name = "CorrelationChange", description = "A pair that does not move as it usually does.")
  record CorrelationChange(
      @Schema(description = "The other one.", examples = "request_rate", required = true)
          String variable,
      @Schema(
              description = "How they move now; alone: one of them moves, the other does not.",
              enumeration = {"together", "opposite", "alone", "out_of_proportion"},
              required = true)
          String movement,
      @Schema(description = "-1 to 1.", examples = "0.87", required = true) double usualCorrelation,
      @Schema(
              description = "How improbable it is, nats beyond what both would be apart.",
              examples = "7.4",
              required = true)
          double deviation) {
    static CorrelationChange of(String variable, BrokenRelation relation) {
      return new CorrelationChange(
          relation.variable().equals(variable) ? relation.other() : relation.variable(),
          relation.movement().label(),
          relation.correlation(),
          relation.deviation());
    }
  }

  static ExplainView of(String group, Explained explained) {
    Score score = explained.explanation().score();
    return new ExplainView(
        group,
        score.entity().id(),
        score.entity().labels(),
        score.time(),
        score.isAnomalous(),
        score.value(),
        score.relations(),
        Score.THRESHOLD,
        explained.explanation().kind().label(),
        score.coverage(),
        Model.of(explained.model()),
        Window.of(explained.window()),
        score.contributions().stream()
            .sorted(Comparator.comparingDouble(each -> -Math.abs(each.total())))
            .map(each -> Interpretation.of(each, explained))
            .toList());
  }
}
