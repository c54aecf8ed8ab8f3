package io.kopula.source.prometheus;

import static io.kopula.source.prometheus.Sources.NOW;
import static io.kopula.source.prometheus.Sources.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import io.kopula.source.prometheus.FakeServer.Request;
import io.kopula.source.prometheus.FakeServer.Response;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectTest {
  private final FakeServer server = new FakeServer();
  private final FakeServer other = new FakeServer();

  RedirectTest() throws Exception {}

  @AfterEach
  void stop() {
    server.close();
    other.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void aPostStaysAPostWithItsParametersAndCredentials(int code) throws Exception {
    server.answer(
        request ->
            request.path().startsWith("/moved")
                ? Response.json(FakeServer.EMPTY)
                : Response.status(code).with("Location", "/moved/api/v1/query"));
    try (PrometheusSource source = withCredentials().source()) {
      source.query("up", NOW);
    }
    Request last = server.lastRequest();
    assertThat(last.method()).isEqualTo("POST");
    assertThat(last.path()).isEqualTo("/moved/api/v1/query");
    assertThat(last.parameters()).containsEntry("query", "up").containsEntry("dedup", "true");
    assertThat(last.header("authorization")).isEqualTo("Bearer hunter2");
    assertThat(last.header("x-tenant")).isEqualTo("team-secret");
  }

  @Test
  void seeOtherBecomesAGet() throws Exception {
    server.answer(
        request ->
            request.path().equals("/result")
                ? Response.json(FakeServer.EMPTY)
                : Response.status(303).with("Location", "/result?id=7"));
    try (PrometheusSource source = withCredentials().source()) {
      source.query("up", NOW);
    }
    assertThat(server.lastRequest().method()).isEqualTo("GET");
    assertThat(server.lastRequest().parameters()).containsOnly(Map.entry("id", "7"));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void anotherPortGetsNeitherCredentialsNorHeadersNorExtraParameters(int code) throws Exception {
    server.answers(Response.status(code).with("Location", other.url() + "/api/v1/query"));
    try (PrometheusSource source = withCredentials().source()) {
      source.query("up", NOW);
    }
    Request last = other.lastRequest();
    assertThat(last.parameters()).containsEntry("query", "up").doesNotContainKey("dedup");
    assertThat(last.headers()).doesNotContainKeys("authorization", "x-tenant");
  }

  @Test
  void anotherHostGetsNoCredentialsEither() throws Exception {
    String location = "http://localhost:" + server.port() + "/moved";
    server.answer(
        request ->
            request.path().equals("/moved")
                ? Response.json(FakeServer.EMPTY)
                : Response.status(307).with("Location", location));
    try (PrometheusSource source = withCredentials().source()) {
      source.query("up", NOW);
    }
    assertThat(server.lastRequest().headers()).doesNotContainKeys("authorization", "x-tenant");
  }

  @Test
  void saysThatTheOtherServerGotNoCredentials() {
    server.answers(
        Response.status(307).with("Location", other.url() + "/api/v1/query?token=geheim"));
    other.answers(Response.status(401));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source).getMessage())
          .contains(other.url() + "/api/v1/query (redirected from " + server.url())
          .contains("without credentials")
          .contains("HTTP 401")
          .doesNotContain("geheim");
    }
  }

  @Test
  void isNotFollowedUnlessConfigured() {
    server.answers(Response.status(307).with("Location", other.url() + "/x"));
    try (PrometheusSource source = withCredentials().followRedirects(false).source()) {
      assertThat(failureOf(source))
          .hasMessageContaining("HTTP 307")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
    }
    assertThat(other.requests()).isEmpty();
  }

  @Test
  void aCircleEnds() {
    server.answers(Response.status(308).with("Location", "/api/v1/query"));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source))
          .hasMessageContaining("expected at most 5 redirects, found more")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
    }
    assertThat(server.requests()).hasSize(6);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ftp://host/x", "http://", "mailto:a@b", "http://[::", "file:///etc/x"})
  void aRedirectToNowhereIsRefused(String location) {
    server.answers(Response.status(302).with("Location", location));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source))
          .hasMessageContaining("HTTP 302: expected a redirect to an http or https address")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
    }
  }

  @Test
  void aUserInTheLocationIsNotShown() {
    server.answers(
        Response.status(307)
            .with("Location", "http://bob:geheim@127.0.0.1:" + server.port() + "/x"));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source))
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE))
          .satisfies(e -> assertThat(e.getMessage()).doesNotContain("geheim", "bob"));
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void withoutALocationItIsABadAnswer() {
    server.answers(Response.status(302));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.BAD_RESPONSE);
    }
  }

  @Test
  void aPageToLogInIsNoAnswer() {
    server.answer(
        request ->
            request.path().equals("/login")
                ? Response.of(200, "text/html", "<h1>Sign in</h1>")
                : Response.status(302).with("Location", "/login"));
    try (PrometheusSource source = withCredentials().source()) {
      assertThat(failureOf(source))
          .hasMessageContaining("/login: expected JSON, found HTTP 200 text/html: Sign in");
    }
  }

  @Test
  void aGetIsRedirectedToWhereTheServerSays() throws Exception {
    server.answer(
        request ->
            request.method().equals("POST")
                ? Response.status(405)
                : request.path().equals("/moved")
                    ? Response.json(FakeServer.EMPTY)
                    : Response.status(301).with("Location", "/moved?query=up"));
    try (PrometheusSource source = withCredentials().source()) {
      source.query("up", NOW);
    }
    assertThat(server.requests()).extracting(Request::method).containsExactly("POST", "GET", "GET");
    assertThat(server.lastRequest().parameters()).containsOnly(Map.entry("query", "up"));
  }

  private Sources.Builder withCredentials() {
    return Sources.config(server.url())
        .authentication(new Authorization("Bearer", new Secret("hunter2"), null))
        .header("X-Tenant", "team-secret")
        .queryParams(Map.of("dedup", "true"));
  }
}
