package io.kopula.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

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
            request.request().getHeader(HttpHeaders.AUTHORIZATION),
            isCertified(request.request()));
    switch (answer) {
      case ALLOWED -> request.next();
      case UNAUTHORIZED -> {
        if (access.hasToken()) {
          request.response().putHeader("WWW-Authenticate", "Bearer realm=\"kopula\"");
        }
        refuse(request, ErrorType.UNAUTHORIZED, access.expected());
      }
      case UNAVAILABLE ->
          refuse(
              request,
              ErrorType.UNAVAILABLE,
              "web.bearer_token_file: expected a file with a token; the log tells more");
    }
  }

  /**
   * Whether the client has shown a certificate, which was verified when it connected. A browser
   * shows it whichever page asks: what another site's page would change does not count as the
   * client's.
   */
  private static boolean isCertified(HttpServerRequest request) {
    SSLSession session = request.isSSL() ? request.sslSession() : null;
    if (session == null) {
      return false;
    }
    try {
      return session.getPeerCertificates().length > 0
          && (WebAccess.isRead(request.method().name()) || !isOfAnotherSite(request));
    } catch (SSLPeerUnverifiedException e) {
      return false; // it has shown none
    }
  }

  private static boolean isOfAnotherSite(HttpServerRequest request) {
    String origin = request.getHeader(HttpHeaders.ORIGIN);
    return origin != null && !origin.equals("https://" + request.authority());
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
