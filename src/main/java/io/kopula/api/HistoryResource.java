package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityHistory;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.GroupStatus;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the status page draws: the latest scores of one entity. */
@Path("/api/v1/history")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status", description = "What the collector is doing and what it found.")
@APIResponse(
    responseCode = "500",
    description = "Something unexpected failed; the log tells more.",
    content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
public final class HistoryResource {
  private final CollectorStatus collector;

  @Inject
  public HistoryResource(CollectorStatus collector) {
    this.collector = collector;
  }

  @GET
  @Operation(
      operationId = "history",
      summary = "The latest scores of an entity",
      description =
          "As many steps as are kept in memory since the start, 360 at most and fewer where a group"
              + " has many entities; what is older is in Prometheus.")
  @APIResponse(
      responseCode = "200",
      description = "The history; empty columns for an entity that has not been scored yet.",
      content = @Content(schema = @Schema(implementation = HistoryResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter is missing.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such group or entity.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "No configuration has been read yet.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  public HistoryResponse history(
      @Parameter(
              description = "Name of the entity's group.",
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
          @Nullable String entity) {
    GroupStatus ofGroup = Groups.named(collector, Parameters.required("group", group));
    EntityHistory history = history(ofGroup, Parameters.required("entity", entity));
    return HistoryResponse.of(
        HistoryView.of(ofGroup.name(), ofGroup.step().toMillis() / 1000.0, history));
  }

  private EntityHistory history(GroupStatus group, String id) {
    return collector.entities(group.name()).stream()
        .map(EntityStatus::entity)
        .filter(entity -> entity.id().equals(id))
        .findFirst()
        .flatMap(entity -> collector.history(group.name(), entity))
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "entity: expected one that the last cycle saw, found \"" + id + "\""));
  }
}
