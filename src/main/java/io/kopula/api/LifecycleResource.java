package io.kopula.api;

import io.kopula.collector.ConfigurationReload;
import io.kopula.collector.ConfigurationReload.Outcome;
import io.smallrye.common.annotation.Blocking;
import jakarta.inject.Inject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Prometheus's lifecycle API, as far as it concerns the configuration. Off unless it was asked for,
 * or a token guards it.
 */
@Path("/-/reload")
@Produces(MediaType.TEXT_PLAIN)
@Tag(name = "Lifecycle", description = "For those who may change what runs.")
public final class LifecycleResource {
  private final ConfigurationReload configuration;
  private final boolean enabled;
  private final WebAccess access;

  @Inject
  public LifecycleResource(
      ConfigurationReload configuration,
      @ConfigProperty(name = "kopula.web.enable-lifecycle", defaultValue = "false") boolean enabled,
      WebAccess access) {
    this.configuration = configuration;
    this.enabled = enabled;
    this.access = access;
  }

  @POST
  @Blocking
  @Operation(
      operationId = "reload",
      summary = "Read the configuration file again",
      description = "Groups that did not change go on undisturbed.")
  @APIResponse(
      responseCode = "200",
      description = "It is in use. The body names what takes effect at the next start only.",
      content = @Content(schema = @Schema(implementation = String.class)))
  @APIResponse(
      responseCode = "401",
      description =
          "Clients can be known, by web.bearer_token_file or by certificates, and this one is not.",
      content = @Content(schema = @Schema(implementation = ErrorResponse.class)))
  @APIResponse(
      responseCode = "403",
      description =
          "The process was started without --web.enable-lifecycle, and web.bearer_token_file is not"
              + " set.",
      content =
          @Content(
              schema =
                  @Schema(
                      implementation = String.class,
                      examples = "Lifecycle API is not enabled.")))
  @APIResponse(
      responseCode = "500",
      description = "It is not valid, and the last good one stays in use. One problem a line.",
      content = @Content(schema = @Schema(implementation = String.class)))
  public Response reload() {
    if (!enabled && !access.knowsClients()) {
      String body =
          "Lifecycle API is not enabled (serve --web.enable-lifecycle, or web.bearer_token_file).\n";
      return Response.status(Response.Status.FORBIDDEN).entity(body).build();
    }
    Outcome outcome = configuration.reload();
    return outcome.isSuccess()
        ? Response.ok(lines("Configuration is in use.", outcome.warnings())).build()
        : Response.serverError()
            .entity(lines("Configuration refused:", outcome.problems()))
            .build();
  }

  /** As Prometheus, which takes both. */
  @PUT
  @Blocking
  @Operation(hidden = true)
  public Response put() {
    return reload();
  }

  private static String lines(String first, List<String> others) {
    List<String> lines = new ArrayList<>(List.of(first));
    lines.addAll(others);
    return String.join("\n", lines) + "\n";
  }
}
