package io.kopula.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;

/** Stands before everything that is served, pages and {@code /metrics} included. */
@ApplicationScoped
public class WebFilter {
  /** Before all routes. */
  private static final int FIRST = 1000;

  private final WebAccess access;
  private final ObjectMapper json;

  @Inject
  WebFilter(WebAccess access, ObjectMapper json) {
    this.access = access;
    this.json = json;
  }

  void register(@Observes Filters filters) {
    filters.register(this::filter, FIRST);
  }

  private void filter(RoutingContext request) {
    WebAccess.Answer answer =
        access.judge(
            request.request().method().name(),
            request.normalizedPath(),
            request.request().getHeader(HttpHeaders.AUTHORIZATION));
    switch (answer) {
      case ALLOWED -> request.next();
      case UNAUTHORIZED -> {
        request.response().putHeader("WWW-Authenticate", "Bearer realm=\"kopula\"");
        refuse(
            request,
            ErrorType.UNAUTHORIZED,
            "Authorization: expected Bearer and the token of web.bearer_token_file");
      }
      case UNAVAILABLE ->
          refuse(
              request,
              ErrorType.UNAVAILABLE,
              "web.bearer_token_file: expected a file with a token; the log tells more");
    }
  }

  private void refuse(RoutingContext request, ErrorType type, String message) {
    HttpServerResponse response = request.response();
    response.setStatusCode(type.status());
    response.putHeader(HttpHeaders.CONTENT_TYPE, "application/json");
    try {
      response.end(json.writeValueAsString(new ErrorResponse(type, message)));
    } catch (JsonProcessingException e) {
      response.end();
    }
  }
}
