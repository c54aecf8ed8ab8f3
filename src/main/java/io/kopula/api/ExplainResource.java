package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.ExplanationException;
import io.kopula.collector.ExplanationService;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Why a score is or was what it is. */
@Path("/api/v1/explain")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Explanations", description = "Why a score is what it is.")
@APIResponse(
    responseCode = "500",
    description = "Something unexpected failed; the log tells more.",
    content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
public final class ExplainResource {
  private final CollectorStatus collector;
  private final ExplanationService explanations;

  @Inject
  public ExplainResource(CollectorStatus collector, ExplanationService explanations) {
    this.collector = collector;
    this.explanations = explanations;
  }

  @GET
  @Operation(
      operationId = "explain",
      summary = "Why an entity's score is what it is, now or then",
      description =
          "Reads the entity's window from the source again and asks the model that was in use at the"
              + " time, where it is still kept. A warning tells where it is not.")
  @APIResponse(
      responseCode = "200",
      description = "The explanation.",
      content = @Content(schema = @Schema(implementation = ExplainResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter is missing or not valid.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such group, no such entity at the time, or no model knows it.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "The source does not answer, or too many explanations are asked for at once.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  public ExplainResponse explain(
      @Parameter(
              description = "Name of the group.",
              required = true,
              schema = @Schema(type = SchemaType.STRING, examples = "checkout"))
          @QueryParam("group")
          @Nullable String group,
      @Parameter(
              description = "Labels of the entity as PromQL writes them, sorted by name.",
              required = true,
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      examples = "{cluster=\"eu-1\",service=\"cart\"}"))
          @QueryParam("entity")
          @Nullable String entity,
      @Parameter(
              description =
                  "RFC 3339 or seconds since the epoch; the last step up to then is explained. The"
                      + " newest one without it.",
              schema = @Schema(type = SchemaType.STRING, examples = "2026-11-23T10:00:30Z"))
          @QueryParam("at")
          @Nullable String at) {
    String wanted = Parameters.required("group", group);
    String id = Parameters.required("entity", entity);
    Optional<Instant> time = Parameters.time("at", at);
    String known = Groups.named(collector, wanted).name();
    try {
      return ExplainResponse.of(known, explanations.explain(known, id, time));
    } catch (ExplanationException e) {
      throw new ApiException(
          e.kind() == ExplanationException.Kind.NOT_FOUND
              ? ErrorType.NOT_FOUND
              : ErrorType.UNAVAILABLE,
          String.valueOf(e.getMessage()));
    }
  }
}
