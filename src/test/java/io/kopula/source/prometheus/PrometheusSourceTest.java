package io.kopula.source.prometheus;

import static io.kopula.source.prometheus.Sources.NOW;
import static io.kopula.source.prometheus.Sources.failureOf;
import static io.kopula.source.prometheus.Sources.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.source.prometheus.FakeServer.Request;
import io.kopula.source.prometheus.FakeServer.Response;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusSourceTest {
  private static final Duration STEP = Duration.ofSeconds(30);
  private final FakeServer server;

  PrometheusSourceTest() throws Exception {
    server = new FakeServer();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void postsAFormWithTheAlignedRange() throws Exception {
    try (PrometheusSource source = source(server.config())) {
      source.queryRange(
          "rate(x{a=\"b&c\"}[2m]) + 1",
          Instant.parse("2026-03-01T12:00:10Z"),
          Instant.parse("2026-03-01T12:05:10Z"),
          STEP);
    }
    Request request = server.lastRequest();
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.path()).isEqualTo("/api/v1/query_range");
    assertThat(request.header("content-type")).startsWith("application/x-www-form-urlencoded");
    assertThat(request.header("accept-encoding")).contains("gzip");
    assertThat(request.header("user-agent")).isEqualTo("Kopula");
    assertThat(request.parameters())
        .containsOnly(
            Map.entry("query", "rate(x{a=\"b&c\"}[2m]) + 1"),
            Map.entry("start", "1772366430"),
            Map.entry("end", "1772366700"),
            Map.entry("step", "30"),
            Map.entry("timeout", "30"));
  }

  @Test
  void writesMillisecondsAndKeepsThePathOfTheAddress() throws Exception {
    try (PrometheusSource source = Sources.config(server.url().resolve("/prometheus/")).source()) {
      source.query("up", Instant.ofEpochMilli(1_700_000_000_125L));
    }
    assertThat(server.lastRequest().path()).isEqualTo("/prometheus/api/v1/query");
    assertThat(server.lastRequest().parameters()).containsEntry("time", "1700000000.125");
  }

  @Test
  void aRangeWithoutAStepAsksNothing() throws Exception {
    try (PrometheusSource source = source(server.config())) {
      Instant odd = Instant.parse("2026-03-01T12:00:10Z");
      assertThat(source.queryRange("x", odd, odd.plusSeconds(5), STEP).series()).isEmpty();
    }
    assertThat(server.requests()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"25, 7, 4", "21, 7, 3", "7, 7, 1", "22001, 50000, 3", "11000, 50000, 1"})
  void splitsARangeWithoutOverlapOrHole(int points, int most, int expected) throws Exception {
    server.answer(PrometheusSourceTest::everyStep);
    try (PrometheusSource source =
        Sources.config(server.url()).maxPoints(most).maxBytes(1 << 24).source()) {
      SeriesSet answer = source.queryRange("x", NOW, NOW.plus(STEP.multipliedBy(points - 1)), STEP);

      assertThat(server.requests()).hasSize(expected);
      TimeSeries series = answer.series().get(0);
      assertThat(series.length()).isEqualTo(points);
      for (int i = 0; i < points; i++) {
        assertThat(series.millis(i)).isEqualTo(NOW.plus(STEP.multipliedBy(i)).toEpochMilli());
        assertThat(series.value(i)).isEqualTo(series.millis(i) / 1000.0);
      }
    }
  }

  @Test
  void mergesPartsWithDifferentSeriesAndSaysWarningsOnce() throws Exception {
    server.answers(
        matrix("{\"s\":\"a\"}", 0, "{\"s\":\"b\"}", 0),
        matrix("{\"s\":\"b\"}", 60, "{\"s\":\"c\"}", 60));
    try (PrometheusSource source = Sources.config(server.url()).maxPoints(1).source()) {
      Instant epoch = Instant.EPOCH;
      SeriesSet answer =
          source.queryRange("x", epoch, epoch.plusSeconds(60), Duration.ofSeconds(60));

      assertThat(answer.series())
          .extracting(series -> series.labels().get("s") + series.length())
          .containsExactly("a1", "b2", "c1");
      assertThat(answer.warnings()).containsExactly("store 1 is down");
    }
  }

  @Test
  void partsThatOverlapAreNotAnAnswer() throws Exception {
    server.answer(request -> matrix("{\"s\":\"a\"}", 0));
    try (PrometheusSource source = Sources.config(server.url()).maxPoints(1).source()) {
      assertThatThrownBy(
              () ->
                  source.queryRange(
                      "x", Instant.EPOCH, Instant.ofEpochSecond(60), Duration.ofSeconds(60)))
          .isInstanceOfSatisfying(SourceException.class, Sources.kind(FailureKind.BAD_RESPONSE))
          .hasMessageContaining("expected samples in order of time");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {405, 501})
  void fallsBackToGetAndRemembersIt(int refusal) throws Exception {
    server.answer(
        request ->
            request.method().equals("POST")
                ? Response.status(refusal)
                : Response.json(FakeServer.EMPTY));
    List<Integer> codes = new CopyOnWriteArrayList<>();
    try (PrometheusSource source = source(server.config(), (code, duration) -> codes.add(code))) {
      source.query("a + b", NOW);
      source.query("c", NOW);
    }
    assertThat(server.requests()).extracting(Request::method).containsExactly("POST", "GET", "GET");
    assertThat(server.requests().get(1).parameters()).containsEntry("query", "a + b");
    assertThat(codes).containsExactly(200, 200);
  }

  @Test
  void aServerThatRefusesBothIsAskedByPostAgain() {
    server.answer(request -> Response.status(405));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.BAD_RESPONSE);
      assertThat(failureOf(source)).hasMessageContaining("HTTP 405");
    }
    assertThat(server.requests())
        .extracting(Request::method)
        .containsExactly("POST", "GET", "POST", "GET");
  }

  @ParameterizedTest
  @CsvSource({
    "429, THROTTLED",
    "502, UNAVAILABLE",
    "503, UNAVAILABLE",
    "504, UNAVAILABLE",
    "408, TIMEOUT"
  })
  void triesAgainWhatMayPass(int code, FailureKind kind) throws Exception {
    List<Integer> codes = new CopyOnWriteArrayList<>();
    try (PrometheusSource source =
        source(server.config(), (status, duration) -> codes.add(status))) {
      server.answers(Response.status(code), Response.status(code), Response.json(FakeServer.EMPTY));
      assertThat(source.query("up", NOW).series()).isEmpty();
      assertThat(codes).containsExactly(code, code, 200);

      server.answers(Response.status(code));
      assertThat(failureOf(source).kind()).isEqualTo(kind);
      assertThat(server.requests()).hasSize(6);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "400, BAD_RESPONSE", "401, UNAUTHORIZED", "403, UNAUTHORIZED", "404, BAD_RESPONSE",
    "407, UNAUTHORIZED", "413, BAD_RESPONSE", "422, BAD_RESPONSE", "500, SERVER_ERROR",
    "505, SERVER_ERROR", "204, BAD_RESPONSE", "304, BAD_RESPONSE"
  })
  void neverTriesAgainWhatLasts(int code, FailureKind kind) {
    server.answers(Response.status(code));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source)).satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({
    "400, bad_data, BAD_DATA, 1",
    "422, execution, BAD_DATA, 1",
    "422, 422, BAD_DATA, 1",
    "500, internal, SERVER_ERROR, 1",
    "503, timeout, TIMEOUT, 3",
    "503, canceled, UNAVAILABLE, 3",
    "404, not_found, BAD_RESPONSE, 1",
    "200, bad_data, BAD_DATA, 1",
    "200, timeout, TIMEOUT, 3",
    "200, strange, SERVER_ERROR, 1",
    "429, too_many_requests, THROTTLED, 3",
    "499, canceled, UNAVAILABLE, 1",
    "401, bad_data, UNAUTHORIZED, 1"
  })
  void passesOnTheServersOwnErrors(int code, String type, FailureKind kind, int requests) {
    server.answers(Response.error(code, type, "many-to-many matching not allowed"));
    try (PrometheusSource source = source(server.config())) {
      SourceException failure = failureOf(source);
      assertThat(failure.kind()).isEqualTo(kind);
      assertThat(failure)
          .hasMessageContaining(server.url() + "/api/v1/query: ")
          .hasMessageContaining(type + ": many-to-many matching not allowed");
    }
    assertThat(server.requests()).hasSize(requests);
  }

  @Test
  void waitsAsLongAsTheServerAsks() throws Exception {
    server.answers(Response.status(429).with("Retry-After", "1"), Response.json(FakeServer.EMPTY));
    long started = System.nanoTime();
    try (PrometheusSource source = source(server.config())) {
      source.query("up", NOW);
    }
    assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(server.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "86400", "Sun, 01 Mar 2026 13:00:00 GMT"})
  void givesUpWhereTheServerAsksForTooLong(String retryAfter) {
    server.answers(Response.status(429).with("Retry-After", retryAfter));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.THROTTLED);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"soon", "-1", "", "Sun, 01 Mar 2026 11:00:00 GMT"})
  void aRetryAfterWithoutMeaningIsNoHindrance(String retryAfter) throws Exception {
    server.answers(
        Response.status(503).with("Retry-After", retryAfter), Response.json(FakeServer.EMPTY));
    try (PrometheusSource source = source(server.config())) {
      source.query("up", NOW);
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void readsGzipAndBoundsItUncompressed() throws Exception {
    Response small =
        gzip(
            "{\"status\":\"success\",\"pad\":\""
                + " ".repeat(5000)
                + "\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}");
    assertThat(small.body()).hasSizeLessThan(1000);
    server.answers(small);
    try (PrometheusSource roomy = Sources.config(server.url()).maxBytes(6000).source();
        PrometheusSource narrow = Sources.config(server.url()).maxBytes(4000).source()) {
      assertThat(roomy.query("up", NOW).series()).isEmpty();
      assertThat(failureOf(narrow))
          .hasMessageContaining("expected at most 4000 bytes uncompressed, found more")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.TOO_LARGE));
    }
    assertThat(server.requests()).as("too large is not tried again").hasSize(2);
  }

  @Test
  void aConnectionIsUsedAgainAfterAnAnswerThatWasReadToItsEnd() throws Exception {
    server.answers(
        Response.json(FakeServer.EMPTY),
        gzip(FakeServer.EMPTY),
        Response.error(422, "execution", "no"),
        Response.of(307, "text/html", "moved").with("Location", "/elsewhere"),
        Response.json(FakeServer.EMPTY));
    try (PrometheusSource source = source(server.config())) {
      source.query("up", NOW);
      source.query("up", NOW);
      assertThat(failureOf(source)).satisfies(Sources.kind(FailureKind.BAD_DATA));
      source.query("up", NOW);
    }
    assertThat(server.requests())
        .hasSize(5)
        .extracting(Request::clientPort)
        .containsOnly(server.lastRequest().clientPort());
  }

  private static Response gzip(String body) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body.getBytes(StandardCharsets.UTF_8));
    }
    return new Response(
        200,
        Map.of("Content-Type", "application/json", "Content-Encoding", "gzip"),
        bytes.toByteArray());
  }

  @Test
  void aBrokenGzipIsABadAnswer() {
    server.answers(Response.json("not gzip at all").with("Content-Encoding", "gzip"));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.BAD_RESPONSE);
    }
  }

  @Test
  void quotesTheFirstWordsOfAProxysPage() {
    String page =
        "<!DOCTYPE html><html><head><title>502 Bad Gateway</title><style>a{}</style>"
            + "<script>var x = '<b>';</script></head>\n<body><h1>The   shop is closed</h1>"
            + "nginx".repeat(100);
    server.answers(Response.of(502, "text/html; charset=utf-8", page));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source).getMessage())
          .startsWith(
              server.url()
                  + "/api/v1/query: HTTP 502 text/html; charset=utf-8: 502 Bad Gateway"
                  + " The shop is closed nginxnginx")
          .hasSizeLessThan(350);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"Unauthorized", "<h1>Hello</h1>", "{'a': 1}", "[1, 2", "null"})
  void whatIsNotTheApisJsonIsNotTriedAgain(String body) {
    server.answers(Response.json(body));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.BAD_RESPONSE);
    }
    assertThat(server.requests()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"text/html, <h1>Please log in</h1>", "text/plain, {}", "application/xml, <a/>"})
  void anotherContentTypeIsNoAnswer(String type, String body) {
    server.answers(Response.of(200, type, body));
    try (PrometheusSource source = source(server.config())) {
      assertThat(failureOf(source))
          .hasMessageContaining("expected JSON, found HTTP 200 " + type)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
    }
    assertThat(server.requests()).hasSize(1);
  }

  @Test
  void jsonWithoutATypeIsTakenAtItsWord() throws Exception {
    server.answers(new Response(200, Map.of(), FakeServer.EMPTY.getBytes(StandardCharsets.UTF_8)));
    try (PrometheusSource source = source(server.config())) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
  }

  @Test
  void sendsBasicAuthAndReadsItsFileAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("password");
    Files.writeString(file, "first\n");
    try (PrometheusSource source =
        Sources.config(server.url()).authentication(new BasicAuth("ann", null, file)).source()) {
      source.query("up", NOW);
      assertThat(basic()).isEqualTo("ann:first");
      Files.writeString(file, "second\n");
      source.query("up", NOW);
      assertThat(basic()).isEqualTo("ann:second");
      Files.delete(file);
      assertThat(failureOf(source))
          .hasMessage(
              "datasource.basic_auth.password_file: expected a readable file, found " + file)
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAUTHORIZED));
    }
    assertThat(server.requests()).hasSize(2);
  }

  @Test
  void sendsBasicAuthWithUmlautsAndWithoutPassword() throws Exception {
    try (PrometheusSource with =
            Sources.config(server.url())
                .authentication(new BasicAuth("änn", new Secret("pä:ß"), null))
                .source();
        PrometheusSource without =
            Sources.config(server.url())
                .authentication(new BasicAuth("ann", null, null))
                .source()) {
      with.query("up", NOW);
      assertThat(basic()).isEqualTo("änn:pä:ß");
      without.query("up", NOW);
      assertThat(basic()).isEqualTo("ann:");
    }
  }

  @Test
  void sendsAuthorizationAndReadsItsFileAgain(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("token");
    Files.writeString(file, "one\n");
    try (PrometheusSource fromFile =
            Sources.config(server.url())
                .authentication(new Authorization("Bearer", null, file))
                .source();
        PrometheusSource fixed =
            Sources.config(server.url())
                .authentication(new Authorization("Token", new Secret("abc"), null))
                .source()) {
      fromFile.query("up", NOW);
      assertThat(server.lastRequest().header("authorization")).isEqualTo("Bearer one");
      Files.writeString(file, "two\n");
      fromFile.query("up", NOW);
      assertThat(server.lastRequest().header("authorization")).isEqualTo("Bearer two");
      fixed.query("up", NOW);
      assertThat(server.lastRequest().header("authorization")).isEqualTo("Token abc");
    }
  }

  @Test
  void sendsHeadersAndExtraParameters() throws Exception {
    try (PrometheusSource source =
        Sources.config(server.url())
            .header("X-Scope-OrgID", "team-a")
            .queryParams(Map.of("dedup", "true", "timeout", "5s"))
            .source()) {
      source.query("up", NOW);
    }
    assertThat(server.lastRequest().header("x-scope-orgid")).isEqualTo("team-a");
    assertThat(server.lastRequest().parameters())
        .containsEntry("dedup", "true")
        .containsEntry("timeout", "5s");
  }

  @Test
  void noCredentialsInAnyStackTrace() {
    List<String> texts = new ArrayList<>();
    List<String> secrets = List.of("hunter2secret", "tenant-secret", "aHVudDpodW50ZXIyc2VjcmV0");
    String echo = "you sent Basic aHVudDpodW50ZXIyc2VjcmV0, that is hunter2secret of tenant-secret";
    try (PrometheusSource source =
        Sources.config(server.url())
            .authentication(new BasicAuth("hunt", new Secret("hunter2secret"), null))
            .header("X-Tenant", "tenant-secret")
            .source()) {
      for (Response response :
          List.of(
              Response.error(400, "bad_data", echo),
              Response.error(200, "internal", echo),
              Response.of(502, "text/html", echo),
              Response.of(200, "text/html", echo),
              Response.of(200, "text/tenant-secret", echo),
              Response.json(echo),
              Response.json("hunter2secret"),
              Response.json("{\"status\":\"hunter2secret\"}"),
              Response.json(FakeServer.EMPTY).with("Transfer-Encoding", "hunter2secret"))) {
        server.answers(response);
        texts.add(Sources.stackTrace(failureOf(source)));
      }
      texts.add(source.toString());
    }
    assertThat(texts)
        .allSatisfy(text -> assertThat(text).doesNotContain(secrets))
        .anySatisfy(text -> assertThat(text).contains("you sent Basic <secret>"))
        .anySatisfy(text -> assertThat(text).contains("Unrecognized token '<secret>'"))
        .anySatisfy(text -> assertThat(text).contains("found \"<secret>\""))
        .anySatisfy(text -> assertThat(text).contains("transfer encoding: <secret>"));
  }

  @Test
  void warningsArePassedOnWithoutSecrets() throws Exception {
    server.answers(
        Response.json(
            FakeServer.EMPTY.replace(
                "\"success\",",
                "\"success\",\"warnings\":[\"partial for tenant-secret\"],"
                    + "\"infos\":[\"not a counter\"],")));
    try (PrometheusSource source =
        Sources.config(server.url()).header("X-Tenant", "tenant-secret").source()) {
      assertThat(source.query("up", NOW).warnings()).containsExactly("partial for <secret>");
    }
  }

  @Test
  void refusesAnAddressThatIsNone() {
    assertThatThrownBy(() -> source(Sources.config(URI.create("ftp://host/")).build()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> source(Sources.config(URI.create("prometheus:9090")).build()))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void neverSendsOrShowsAUserInTheAddress() {
    server.answers(Response.status(401));
    URI url = URI.create("http://ann:hunter2@127.0.0.1:" + server.port());
    try (PrometheusSource source = Sources.config(url).source()) {
      assertThat(failureOf(source).getMessage()).doesNotContain("hunter2").contains("HTTP 401");
      assertThat(source.toString()).doesNotContain("hunter2");
    }
  }

  private String basic() {
    String token = server.lastRequest().header("authorization").substring("Basic ".length());
    return new String(Base64.getDecoder().decode(token), StandardCharsets.UTF_8);
  }

  /** A series with its own time as value, at every step asked for, without empty parts. */
  private static Response everyStep(Request request) {
    long start = Long.parseLong(request.parameters().get("start"));
    long end = Long.parseLong(request.parameters().get("end"));
    long step = Long.parseLong(request.parameters().get("step"));
    assertThat((end - start) / step).isLessThan(11_000);
    StringBuilder samples = new StringBuilder();
    for (long time = start; time <= end; time += step) {
      samples.append(samples.isEmpty() ? "" : ",");
      samples.append('[').append(time).append(",\"").append(time).append("\"]");
    }
    return Response.json(
        "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":["
            + "{\"metric\":{\"a\":\"b\"},\"values\":["
            + samples
            + "]}]}}");
  }

  /** Series with one sample each, and a warning. */
  private static Response matrix(Object... labelsAndTimes) {
    StringBuilder result = new StringBuilder();
    for (int i = 0; i < labelsAndTimes.length; i += 2) {
      result.append(i == 0 ? "" : ",");
      result.append("{\"metric\":").append(labelsAndTimes[i]);
      result.append(",\"values\":[[").append(labelsAndTimes[i + 1]).append(",\"1\"]]}");
    }
    return Response.json(
        "{\"status\":\"success\",\"warnings\":[\"store 1 is down\"],"
            + "\"data\":{\"resultType\":\"matrix\",\"result\":["
            + result
            + "]}}");
  }
}
