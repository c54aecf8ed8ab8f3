package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.GroupStatus;
import io.smallrye.common.annotation.NonBlocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The probes, at the paths and in the words of Prometheus. */
@Path("/-")
@Produces(MediaType.TEXT_PLAIN)
@Tag(name = "Health", description = "For probes.")
public final class HealthResource {
  private final CollectorStatus collector;

  @Inject
  public HealthResource(CollectorStatus collector) {
    this.collector = collector;
  }

  /**
   * Asks nothing but whether the process answers: a source that is down is no reason to kill it.
   */
  @GET
  @Path("/healthy")
  @NonBlocking
  @Operation(
      operationId = "healthy",
      summary = "Whether the process works",
      description = "Liveness: does not depend on the metric source or on a model.")
  @APIResponse(
      responseCode = "200",
      description = "It does.",
      content =
          @Content(
              schema = @Schema(implementation = String.class, examples = "Kopula is Healthy.")))
  public String healthy() {
    return "Kopula is Healthy.\n";
  }

  @GET
  @Path("/ready")
  @NonBlocking
  @Operation(
      operationId = "ready",
      summary = "Whether every group is scored",
      description =
          "Readiness: every group has a source that answers and a model, unless others score all of"
              + " its entities.")
  @APIResponse(
      responseCode = "200",
      description = "Every group has what it needs.",
      content =
          @Content(schema = @Schema(implementation = String.class, examples = "Kopula is Ready.")))
  @APIResponse(
      responseCode = "503",
      description = "The body says which group lacks what, one line each.",
      content =
          @Content(
              schema =
                  @Schema(
                      implementation = String.class,
                      examples = "Kopula is not ready.\ncheckout: no model yet, training 40 %")))
  public Response ready() {
    List<GroupStatus> groups = collector.groups();
    List<String> missing = new ArrayList<>();
    groups.forEach(group -> addMissing(group, missing));
    if (groups.isEmpty()) {
      missing.add("no configuration has been read yet");
    }
    if (missing.isEmpty()) {
      return Response.ok("Kopula is Ready.\n").build();
    }
    String body = "Kopula is not ready.\n" + String.join("\n", missing) + "\n";
    return Response.status(Response.Status.SERVICE_UNAVAILABLE).entity(body).build();
  }

  private static void addMissing(GroupStatus group, List<String> missing) {
    if (!group.sourceAvailable()) {
      missing.add(group.name() + ": source: no answer yet, or the last request failed");
    }
    if (group.model() == null && !group.elsewhere()) {
      GroupStatus.FitStatus fit = group.fit();
      missing.add(
          group.name()
              + ": model: none yet, "
              + (fit == null
                  ? "no fit is running"
                  : fit.phase() + " " + Math.round(fit.fraction() * 100) + " %"));
    }
  }
}
