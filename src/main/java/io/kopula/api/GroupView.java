package io.kopula.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.kopula.collector.EntityState;
import io.kopula.collector.GroupStatus;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

@Schema(name = "Group", description = "A group and where it stands after its last cycle.")
@JsonInclude(JsonInclude.Include.NON_NULL)
record GroupView(
    @Schema(description = "Its name in the configuration.", examples = "checkout", required = true)
        String name,
    @Schema(
            description = "Labels whose combinations are its entities.",
            examples = "[\"cluster\", \"service\"]",
            required = true)
        List<String> by,
    @Schema(
            description = "Names of its variables, in the order of the model.",
            examples = "[\"request_rate\", \"error_ratio\"]",
            required = true)
        List<String> variables,
    @Schema(description = "Spacing of its steps.", examples = "30", required = true)
        double stepSeconds,
    @Schema(
            description =
                "starting: nothing read yet; learning: no model yet; scoring: the last cycle gave"
                    + " scores; degraded: it has a model, but the last cycle failed.",
            enumeration = {"starting", "learning", "scoring", "degraded"},
            required = true)
        String state,
    @Schema(
            description = "Whether the metric source answered the last request.",
            examples = "true",
            required = true)
        boolean sourceAvailable,
    @Schema(description = "The model in use; absent until there is one.") @Nullable Model model,
    @Schema(description = "The fit that is running; absent while there is none.") @Nullable Fit fit,
    @Schema(
            description = "End of the last cycle; absent before the first one.",
            examples = "2026-11-23T10:00:30Z")
        @Nullable Instant lastCycle,
    @Schema(
            description = "What went wrong in the last cycle or fit; absent where nothing did.",
            examples = "unavailable: connection refused")
        @Nullable String lastError,
    @Schema(
            description = "How many entities are in each state: scored, learning, no_data.",
            examples = "{\"scored\": 4, \"learning\": 0, \"no_data\": 0}",
            required = true)
        Map<String, Integer> entities,
    @Schema(
            description =
                "Name of the maintenance window that covers its last step; absent for none.",
            examples = "backup")
        @Nullable String maintenance) {

  @Schema(name = "Model", description = "A fitted model.")
  record Model(
      @Schema(
              description = "First 12 digits of the SHA-256 of its weights.",
              examples = "9f86d081884c",
              required = true)
          String version,
      @Schema(examples = "2026-11-23T00:00:00Z", required = true) Instant fittedAt) {}

  @Schema(name = "Fit", description = "A running fit.")
  record Fit(
      @Schema(description = "What is being done.", examples = "training", required = true)
          String phase,
      @Schema(description = "How much of the fit is done.", examples = "0.4", required = true)
          double fraction) {}

  static GroupView of(GroupStatus group) {
    GroupStatus.ModelStatus model = group.model();
    GroupStatus.FitStatus fit = group.fit();
    return new GroupView(
        group.name(),
        group.by(),
        group.variables(),
        group.step().toMillis() / 1000.0,
        group.state().label(),
        group.sourceAvailable(),
        model == null ? null : new Model(model.version(), model.fittedAt()),
        fit == null ? null : new Fit(fit.phase(), fit.fraction()),
        group.lastCycle(),
        group.lastError(),
        counts(group.entities()),
        group.maintenance());
  }

  private static Map<String, Integer> counts(Map<EntityState, Integer> entities) {
    Map<String, Integer> counts = new TreeMap<>();
    entities.forEach((state, count) -> counts.put(state.label(), count));
    return counts;
  }
}
