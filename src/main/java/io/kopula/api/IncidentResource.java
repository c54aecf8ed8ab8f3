package io.kopula.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.collector.CollectorStatus;
import io.kopula.collector.Incident;
import io.kopula.collector.IncidentFeedback;
import io.kopula.collector.IncidentFeedback.Marked;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Incidents, and what people say of them. */
@Path("/api/v1/incidents")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Incidents", description = "What happened, and what it was.")
@APIResponse(
    responseCode = "500",
    description = "Something unexpected failed; the log tells more.",
    content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
public final class IncidentResource {
  private static final Logger LOG = Logger.getLogger(IncidentResource.class);

  private final CollectorStatus collector;
  private final IncidentFeedback feedback;
  private final WebAccess access;
  private final ObjectMapper json;

  @Inject
  public IncidentResource(
      CollectorStatus collector, IncidentFeedback feedback, WebAccess access, ObjectMapper json) {
    this.collector = collector;
    this.feedback = feedback;
    this.access = access;
    this.json = json;
  }

  @GET
  @Operation(
      operationId = "incidents",
      summary = "Incidents that go on, and the latest that are over",
      description =
          "Those since the start, the latest first; of each group the last 200 that are over are kept."
              + " Quiet ones are among them.")
  @APIResponse(
      responseCode = "200",
      description = "The incidents.",
      content = @Content(schema = @Schema(implementation = IncidentsResponse.class)))
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
  public IncidentsResponse incidents(
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
    Optional<String> id = Parameters.text(entity);
    List<Incident> incidents =
        Groups.names(collector, Parameters.text(group)).stream()
            .flatMap(name -> collector.incidents(name).stream())
            .filter(each -> id.isEmpty() || each.entity().id().equals(id.get()))
            .sorted(Comparator.comparing(Incident::since).reversed())
            .toList();
    return IncidentsResponse.of(Page.cut(incidents, most).map(IncidentView::of));
  }

  @POST
  @Path("/{id}/feedback")
  @Blocking
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "feedback",
      summary = "Say what an incident was",
      description =
          "A false alarm raises its entity's threshold, within alert.max_threshold_factor; real takes"
              + " an earlier mark back. Needs the token of web.bearer_token_file or a"
              + " verified client certificate.")
  @APIResponse(
      responseCode = "200",
      description = "It is stored, and holds from the next step on.",
      content = @Content(schema = @Schema(implementation = FeedbackResponse.class)))
  @APIResponse(
      responseCode = "400",
      description = "The body is not valid.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "401",
      description = "The request does not have the token.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "403",
      description =
          "There is neither web.bearer_token_file nor a client_ca_file: nothing can be written.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "404",
      description = "The incident is not known any more.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "503",
      description = "It could not be stored; nothing has changed.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  public FeedbackResponse feedback(
      @Parameter(
              description = "Id of the incident.",
              schema = @Schema(type = SchemaType.STRING, examples = "5f0c91c2d1a3b7e4"))
          @PathParam("id")
          String id,
      @RequestBody(content = @Content(schema = @Schema(implementation = FeedbackBody.class)))
          @Nullable String body) {
    if (!access.knowsClients()) {
      throw new ApiException(
          ErrorType.FORBIDDEN,
          "web.bearer_token_file: expected a file with a token, found nothing; without one nothing"
              + " can be written");
    }
    FeedbackBody given = FeedbackBody.parse(json, body);
    try {
      Marked marked =
          feedback
              .mark(id, given.asVerdict(), given.asComment())
              .orElseThrow(
                  () ->
                      ApiException.notFound(
                          "id: expected that of an incident of /api/v1/incidents, found \""
                              + id
                              + '"'));
      return FeedbackResponse.of(marked);
    } catch (IOException e) {
      LOG.errorf(e, "feedback of incident %s could not be stored", id);
      throw new ApiException(
          ErrorType.UNAVAILABLE, "feedback: expected a place to store it, found " + e.getMessage());
    }
  }
}
