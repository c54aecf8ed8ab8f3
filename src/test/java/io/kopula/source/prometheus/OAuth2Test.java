package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.source.prometheus.FakeServer.Request;
import io.kopula.source.prometheus.FakeServer.Response;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OAuth2Test {
  private static final String ID = "kopula:1";
  private static final String SECRET = "hunter2/ä secret";
  private static final Response REFUSAL = Response.json(401, "{\"error\":\"invalid_client\"}");

  private final FakeServer source = new FakeServer();
  private final FakeServer endpoint = new FakeServer();
  private final MovingClock clock = new MovingClock();

  OAuth2Test() throws Exception {
    endpoint.answer(request -> token(endpoint.requests().size()));
  }

  @AfterEach
  void stop() {
    source.close();
    endpoint.close();
  }

  @Test
  void usesATokenUntilShortlyBeforeItExpires() throws Exception {
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      client.query("up", Sources.NOW);
      clock.now = clock.now.plusSeconds(289);
      client.query("up", Sources.NOW);
      assertThat(authorizations()).containsExactly("Bearer token-1", "Bearer token-1");
      clock.now = clock.now.plusSeconds(1);
      client.query("up", Sources.NOW);
    }
    assertThat(authorizations()).last().isEqualTo("Bearer token-2");
    Request asked = endpoint.requests().get(0);
    assertThat(asked.method()).isEqualTo("POST");
    assertThat(asked.path()).isEqualTo("/token");
    assertThat(asked.parameters())
        .containsOnly(
            Map.entry("grant_type", "client_credentials"),
            Map.entry("scope", "read metrics"),
            Map.entry("audience", "prometheus & co"));
    // both halves are form-encoded first, RFC 6749, section 2.3.1
    assertThat(asked.header("authorization"))
        .isEqualTo("Basic " + base64("kopula%3A1:hunter2%2F%C3%A4+secret"));
  }

  @Test
  void fetchesAnotherWhenTheServerRefusesTheFirst() throws Exception {
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      client.query("up", Sources.NOW);
      source.answer(
          request ->
              request.header("authorization").endsWith("token-1")
                  ? Response.status(401)
                  : Response.json(FakeServer.EMPTY));
      clock.now = clock.now.plusSeconds(5);
      client.query("up", Sources.NOW);
      client.query("up", Sources.NOW);
    }
    assertThat(authorizations())
        .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
  }

  @Test
  void keepsAYoungTokenWhereEveryTokenIsRefused() throws Exception {
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      client.query("up", Sources.NOW);
      source.answers(Response.status(401));
      clock.now = clock.now.plusSeconds(5);
      assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
      clock.now = clock.now.plusSeconds(4);
      assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
    }
    assertThat(authorizations())
        .containsExactly("Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2");
    assertThat(endpoint.requests()).hasSize(2);
  }

  @Test
  void putsTheSecretIntoTheBodyWhereTheHeaderIsRefused() throws Exception {
    endpoint.answer(
        request ->
            request.parameters().containsKey("client_secret")
                ? token(endpoint.requests().size())
                : REFUSAL);
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      client.query("up", Sources.NOW);
      clock.now = clock.now.plus(Duration.ofHours(1));
      client.query("up", Sources.NOW);
    }
    assertThat(endpoint.lastRequest().parameters())
        .containsEntry("client_id", ID)
        .containsEntry("client_secret", SECRET);
    assertThat(authorizations()).containsExactly("Bearer token-2", "Bearer token-3");
  }

  @Test
  void putsTheSecretNowhereElseOnceAPlaceHasWorked() throws Exception {
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      client.query("up", Sources.NOW);
      endpoint.answers(REFUSAL);
      clock.now = clock.now.plus(Duration.ofHours(1));
      assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
    }
    assertThat(endpoint.requests())
        .hasSize(2)
        .allSatisfy(request -> assertThat(request.header("authorization")).startsWith("Basic "));
  }

  @Test
  void triesARefusedSecretAgainAfterPausesThatGrow() {
    endpoint.answers(REFUSAL);
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      SourceException first = Sources.failureOf(client);
      for (int pause : List.of(5, 10, 20, 40, 60, 60)) {
        int before = endpoint.requests().size();
        clock.now = clock.now.plusSeconds(pause - 1);
        assertThat(Sources.failureOf(client))
            .hasMessage(first.getMessage())
            .satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
        assertThat(endpoint.requests()).as("in a pause of %s s", pause).hasSize(before);
        clock.now = clock.now.plusSeconds(1);
        assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
        assertThat(endpoint.requests())
            .as("in the header and the body, after %s s", pause)
            .hasSize(before + 2);
      }
    }
    assertThat(source.requests()).isEmpty();
  }

  @Test
  void triesAChangedSecretAtOnce(@TempDir Path folder) throws Exception {
    String good = "Basic " + base64("kopula%3A1:two");
    endpoint.answer(request -> good.equals(request.header("authorization")) ? token(1) : REFUSAL);
    Path file = Files.writeString(folder.resolve("secret"), "one\n");
    try (PrometheusSource client = client(config(null, file))) {
      assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
      Files.writeString(file, "two\n");
      client.query("up", Sources.NOW);
    }
    assertThat(authorizations()).containsExactly("Bearer token-1");
  }

  @Test
  void readsTheSecretAgainWhenItsFileChanges(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "one\n");
    try (PrometheusSource client = client(config(null, file))) {
      client.query("up", Sources.NOW);
      Files.writeString(file, "two\n");
      client.query("up", Sources.NOW);
      Files.delete(file);
      SourceException failure = Sources.failureOf(client);
      assertThat(failure).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
      assertThat(failure)
          .hasMessage(
              "datasource.oauth2.client_secret_file: expected a readable file, found " + file);
    }
    assertThat(endpoint.requests())
        .extracting(request -> request.header("authorization"))
        .containsExactly("Basic " + base64("kopula%3A1:one"), "Basic " + base64("kopula%3A1:two"));
  }

  @Test
  void recoversWithTheEndpoint() throws Exception {
    endpoint.answers(Response.status(503));
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      SourceException failure = Sources.failureOf(client);
      assertThat(failure).satisfies(Sources.kind(FailureKind.UNAVAILABLE));
      assertThat(failure)
          .hasMessageContaining("datasource.oauth2.token_url http://127.0.0.1:" + endpoint.port());
      assertThat(endpoint.requests()).as("tried again like any source").hasSize(3);
      endpoint.answers(token(1));
      assertThat(Sources.failureOf(client)).hasMessage(failure.getMessage());
      assertThat(endpoint.requests()).as("then left alone for a while").hasSize(3);
      assertThat(source.requests()).isEmpty();
      clock.now = clock.now.plusSeconds(5);
      client.query("up", Sources.NOW);
    }
    assertThat(authorizations()).containsExactly("Bearer token-1");
  }

  @Test
  void anEndpointThatIsNotThereIsUnavailable() {
    endpoint.close();
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAVAILABLE));
    }
  }

  @Test
  void oneTokenServesAllWhoWait() throws Exception {
    int threads = 4;
    CyclicBarrier together = new CyclicBarrier(threads);
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try (PrometheusSource client = client(config(new Secret(SECRET), null))) {
      List<Callable<Void>> tasks = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        tasks.add(
            () -> {
              together.await();
              client.query("up", Sources.NOW);
              return null;
            });
      }
      for (Future<Void> each : pool.invokeAll(tasks)) {
        each.get();
      }
    } finally {
      pool.shutdownNow();
    }
    assertThat(endpoint.requests()).hasSize(1);
    assertThat(authorizations()).hasSize(threads).containsOnly("Bearer token-1");
  }

  @Test
  void trustsTheEndpointByItsOwnAuthority(@TempDir Path folder) throws Exception {
    Tls tls = new Tls(folder, "sso");
    tls.issue("server", "IP:127.0.0.1");
    try (FakeServer secure = tls.server("server", false)) {
      secure.answer(request -> token(1));
      TlsConfig trusting = new TlsConfig(tls.cert("ca"), null, null, null, false);
      try (PrometheusSource client = client(config(secure, new Secret(SECRET), null, trusting))) {
        client.query("up", Sources.NOW);
      }
      try (PrometheusSource client =
          client(config(secure, new Secret(SECRET), null, TlsConfig.DEFAULT))) {
        assertThat(Sources.failureOf(client)).satisfies(Sources.kind(FailureKind.UNAUTHORIZED));
      }
    }
    assertThat(authorizations()).containsExactly("Bearer token-1");
  }

  @Test
  void noSecretInAnyStackTrace() {
    List<String> texts = new ArrayList<>();
    String basic = base64("kopula%3A1:hunter2-secret");
    String echo = "hunter2-secret, " + basic + ", audience-secret";
    OAuth2 oauth2 =
        new OAuth2(
            ID,
            new Secret("hunter2-secret"),
            null,
            List.of(),
            endpoint.url(),
            Map.of("audience", new Secret("audience-secret")),
            TlsConfig.DEFAULT);
    try (PrometheusSource client = client(oauth2)) {
      for (Response response :
          List.of(
              Response.json(
                  400, "{\"error\":\"invalid_client\",\"error_description\":\"" + echo + "\"}"),
              Response.of(401, "text/html", echo),
              Response.of(503, "text/html", echo),
              Response.json("{\"access_token\":{\"a\":\"" + echo + "\"}}"),
              Response.json("{\"token_type\":\"" + echo + "\"}"),
              Response.json("{\"access_token\":\"token-secret\",\"token_type\":17}"),
              Response.of(200, "text/html", echo),
              Response.status(302).with("Location", "http://127.0.0.1:1/" + echo))) {
        endpoint.answers(response);
        texts.add(Sources.stackTrace(Sources.failureOf(client)));
        clock.now = clock.now.plus(Duration.ofMinutes(1));
      }
      endpoint.answers(
          Response.json("{\"access_token\":\"token-secret\",\"token_type\":\"bearer\"}"));
      source.answers(Response.error(422, "execution", "hunter2-secret, Bearer token-secret"));
      texts.add(Sources.stackTrace(Sources.failureOf(client)));
      texts.add(client + " " + oauth2);
    }
    assertThat(texts)
        .hasSize(10)
        .allSatisfy(
            text ->
                assertThat(text)
                    .doesNotContain("hunter2-secret", basic, "token-secret")
                    .doesNotContain("audience-secret"));
    assertThat(texts.get(0)).contains("found HTTP 400 invalid_client: <secret>");
  }

  private PrometheusSource client(OAuth2 oauth2) {
    return Sources.source(
        Sources.config(source.url()).authentication(oauth2).build(),
        RequestListener.NONE,
        Sources.QUICK,
        clock);
  }

  private OAuth2 config(Secret secret, Path file) {
    return config(endpoint, secret, file, TlsConfig.DEFAULT);
  }

  private static OAuth2 config(FakeServer server, Secret secret, Path file, TlsConfig tls) {
    return new OAuth2(
        ID,
        secret,
        file,
        List.of("read", "metrics"),
        server.url().resolve("/token"),
        Map.of("audience", new Secret("prometheus & co")),
        tls);
  }

  private static Response token(int number) {
    return Response.json(
        "{\"access_token\":\"token-" + number + "\",\"token_type\":\"Bearer\",\"expires_in\":300}");
  }

  private List<String> authorizations() {
    return source.requests().stream().map(request -> request.header("authorization")).toList();
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static final class MovingClock extends Clock {
    private volatile Instant now = Sources.NOW;

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }

    @Override
    public Instant instant() {
      return now;
    }
  }
}
