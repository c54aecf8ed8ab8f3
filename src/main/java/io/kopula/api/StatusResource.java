package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the collector knows: groups, entities, latest scores. */
@Path("/api/v1")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Status", description = "What the collector is doing and what it found.")
@APIResponse(
    responseCode = "500",
    description = "Something unexpected failed; the log tells more.",
    content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
public final class StatusResource {
  private final CollectorStatus collector;

  @Inject
  public StatusResource(CollectorStatus collector) {
    this.collector = collector;
  }

  @GET
  @Path("/groups")
  @Operation(
      operationId = "groups",
      summary = "All groups",
      description = "Each group with its state, model and last error, in the order of the file.")
  @APIResponse(
      responseCode = "200",
      description = "The groups.",
      content = @Content(schema = @Schema(implementation = GroupsResponse.class)))
  public GroupsResponse groups() {
    return GroupsResponse.of(collector.groups().stream().map(GroupView::of).toList());
  }

  @GET
  @Path("/entities")
  @Operation(
      operationId = "entities",
      summary = "Entities and their states",
      description = "The entities that the last cycle saw, of one group or of all.")
  @APIResponse(
      responseCode = "200",
      description = "The entities, sorted within their group.",
      content = @Content(schema = @Schema(implementation = EntitiesResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter is not valid.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such group.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "A group was asked for before a configuration has been read.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  public EntitiesResponse entities(
      @Parameter(
              description = "Name of a group; all groups without it.",
              schema = @Schema(type = SchemaType.STRING, examples = "checkout"))
          @QueryParam("group")
          @Nullable String group,
      @Parameter(
              description = "Only entities in this state.",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      enumeration = {"scored", "learning", "no_data"}))
          @QueryParam("state")
          @Nullable String state,
      @Parameter(
              description = "How many to give at most; a warning tells where there are more.",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "10000",
                      defaultValue = "1000"))
          @QueryParam("limit")
          @Nullable String limit) {
    int most = Parameters.limit(limit);
    Optional<EntityState> wanted = Parameters.state(state);
    List<EntityStatus> entities =
        entitiesOf(Parameters.text(group)).stream()
            .filter(entity -> wanted.isEmpty() || wanted.get() == entity.state())
            .toList();
    return EntitiesResponse.of(Page.cut(entities, most).map(EntityView::of));
  }

  @GET
  @Path("/scores")
  @Operation(
      operationId = "scores",
      summary = "Latest scores and their explanations",
      description =
          "The latest score of each entity that has one, with what each variable contributed to it.")
  @APIResponse(
      responseCode = "200",
      description = "The scores, sorted by entity within their group.",
      content = @Content(schema = @Schema(implementation = ScoresResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "A parameter is not valid.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "There is no such group or entity.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "A group was asked for before a configuration has been read.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  public ScoresResponse scores(
      @Parameter(
              description = "Name of a group; all groups without it.",
              schema = @Schema(type = SchemaType.STRING, examples = "checkout"))
          @QueryParam("group")
          @Nullable String group,
      @Parameter(
              description =
                  "Labels of one entity as PromQL writes them, sorted by name; all entities without"
                      + " it.",
              schema =
                  @Schema(
                      type = SchemaType.STRING,
                      examples = "{cluster=\"eu-1\",service=\"cart\"}"))
          @QueryParam("entity")
          @Nullable String entity,
      @Parameter(
              description = "How many to give at most; a warning tells where there are more.",
              schema =
                  @Schema(
                      type = SchemaType.INTEGER,
                      minimum = "1",
                      maximum = "10000",
                      defaultValue = "1000"))
          @QueryParam("limit")
          @Nullable String limit) {
    int most = Parameters.limit(limit);
    List<ScoreView> scores =
        select(entitiesOf(Parameters.text(group)), Parameters.text(entity)).stream()
            .flatMap(
                status ->
                    Optional.ofNullable(status.score())
                        .map(score -> ScoreView.of(status, score))
                        .stream())
            .toList();
    return ScoresResponse.of(Page.cut(scores, most));
  }

  private List<EntityStatus> entitiesOf(Optional<String> group) {
    return Groups.names(collector, group).stream()
        .flatMap(name -> collector.entities(name).stream())
        .toList();
  }

  private static List<EntityStatus> select(List<EntityStatus> entities, Optional<String> id) {
    if (id.isEmpty()) {
      return entities;
    }
    List<EntityStatus> found =
        entities.stream().filter(status -> status.entity().id().equals(id.get())).toList();
    if (found.isEmpty()) {
      throw ApiException.notFound(
          "entity: expected one that the last cycle saw, found \"" + id.get() + "\"");
    }
    return found;
  }
}
