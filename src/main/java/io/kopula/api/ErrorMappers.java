package io.kopula.api;

import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Answers every failure in Prometheus's envelope. What is unexpected is logged, not told. */
final class ErrorMappers {
  private static final Logger LOG = Logger.getLogger(ErrorMappers.class);

  @ServerExceptionMapper
  Response apiException(ApiException failure) {
    return answer(failure.type().status(), failure.type(), failure.explanation()).build();
  }

  @ServerExceptionMapper
  Response notFound(NotFoundException failure, UriInfo uri) {
    String message = "path: expected one of the OpenAPI document, found \"" + uri.getPath() + "\"";
    return answer(404, ErrorType.NOT_FOUND, message).build();
  }

  /** What JAX-RS itself refuses: a wrong method, a media type it cannot give. */
  @ServerExceptionMapper
  Response refused(WebApplicationException failure, UriInfo uri) {
    Response refusal = failure.getResponse();
    int status = refusal.getStatus();
    if (status >= 500) {
      LOG.error("A request failed: " + uri.getPath(), failure);
    }
    String reason = refusal.getStatusInfo().getReasonPhrase();
    Response.ResponseBuilder answer =
        answer(status, ErrorType.of(status), uri.getPath() + ": " + reason);
    String allowed = refusal.getHeaderString(HttpHeaders.ALLOW);
    return (allowed == null ? answer : answer.header(HttpHeaders.ALLOW, allowed)).build();
  }

  @ServerExceptionMapper
  Response unexpected(Throwable failure, UriInfo uri) {
    LOG.error("A request failed: " + uri.getPath(), failure);
    return answer(500, ErrorType.INTERNAL, "internal error; the log tells more").build();
  }

  private static Response.ResponseBuilder answer(int status, ErrorType type, String message) {
    return Response.status(status)
        .type(MediaType.APPLICATION_JSON_TYPE)
        .entity(new ErrorResponse(type, message));
  }
}
