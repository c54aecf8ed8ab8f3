package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.EntityHistory;
import io.kopula.collector.EntityHistory.Part;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(
    name = "History",
    description =
        "The latest scores of an entity and what explained them, column by column: the first number"
            + " of each column belongs to the first time. Steps without a score are left out.")
@JsonInclude(JsonInclude.Include.ALWAYS)
record HistoryView(
    @Schema(examples = "checkout", required = true) String group,
    @Schema(
            description = "The entity's labels as PromQL writes them.",
            examples = "{cluster=\"eu-1\",service=\"cart\"}",
            required = true)
        String entity,
    @Schema(examples = "{\"cluster\": \"eu-1\", \"service\": \"cart\"}", required = true)
        Map<String, String> labels,
    @Schema(description = "Spacing of the steps.", examples = "30", required = true)
        double stepSeconds,
    @Schema(
            description = "The level above which a score is anomalous.",
            examples = "1",
            required = true)
        double threshold,
    @Schema(
            description = "The steps, oldest first.",
            examples = "[\"2026-11-23T10:00:30Z\"]",
            required = true)
        List<Instant> times,
    @Schema(description = "0 to 1 normal, above 1 anomalous.", examples = "[1.72]", required = true)
        List<Float> scores,
    @Schema(
            description = "How far a variable has come loose from the others, on the same scale.",
            examples = "[0.4]",
            required = true)
        List<Float> relations,
    @Schema(description = "In the order of the model.", required = true)
        List<VariableHistory> variables) {

  @Schema(
      name = "VariableHistory",
      description = "What a variable was, should have been, and contributed; null where unknown.")
  record VariableHistory(
      @Schema(examples = "error_ratio", required = true) String variable,
      @Schema(
              description = "How much says: this value is unusual now.",
              examples = "[0.1]",
              required = true)
          List<@Nullable Float> marginal,
      @Schema(
              description = "How much says: it no longer fits the other variables.",
              examples = "[1.3]",
              required = true)
          List<@Nullable Float> dependence,
      @Schema(
              description = "What was measured, in the variable's unit.",
              examples = "[0.08]",
              required = true)
          List<@Nullable Float> value,
      @Schema(
              description = "What it should be, given its past and the other variables then.",
              examples = "[0.01]",
              required = true)
          List<@Nullable Float> median,
      @Schema(
              description = "Lower end of the band that holds nine of ten normal values.",
              examples = "[0.0]",
              required = true)
          List<@Nullable Float> lower,
      @Schema(description = "Upper end of that band.", examples = "[0.02]", required = true)
          List<@Nullable Float> upper) {

    static VariableHistory of(EntityHistory history, int variable) {
      return new VariableHistory(
          history.variables().get(variable),
          column(history, variable, Part.MARGINAL),
          column(history, variable, Part.DEPENDENCE),
          column(history, variable, Part.VALUE),
          column(history, variable, Part.MEDIAN),
          column(history, variable, Part.LOWER),
          column(history, variable, Part.UPPER));
    }

    private static List<@Nullable Float> column(EntityHistory history, int variable, Part part) {
      return HistoryView.<@Nullable Float>column(
          history,
          step -> {
            float value = history.value(step, variable, part);
            return Float.isFinite(value) ? value : null;
          });
    }
  }

  static HistoryView of(String group, double stepSeconds, EntityHistory history) {
    return new HistoryView(
        group,
        history.entity().id(),
        history.entity().labels(),
        stepSeconds,
        Score.THRESHOLD,
        column(history, history::time),
        column(history, history::score),
        column(history, history::relations),
        IntStream.range(0, history.variables().size())
            .mapToObj(variable -> VariableHistory.of(history, variable))
            .toList());
  }

  private static <T extends @Nullable Object> List<T> column(
      EntityHistory history, IntFunction<T> at) {
    return IntStream.range(0, history.length()).mapToObj(at).toList();
  }
}
