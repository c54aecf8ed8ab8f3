package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShopServerTest {
  private static final long START = 1_795_000_200;
  private static final long NOW = START + 3600;

  private final ShopSimulator simulator = new ShopSimulator(7, START);
  private final HttpClient client = HttpClient.newHttpClient();
  private ShopServer server;

  @BeforeEach
  void start() throws Exception {
    Shop shop =
        new Shop(simulator, IncidentSchedule.of(List.of()), new ShopHistory(simulator, 3600));
    server = ShopServer.start(shop, InstantSource.fixed(Instant.ofEpochSecond(NOW)));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  @Test
  void answersRangesOfHistoryAtOnce() throws Exception {
    JsonNode answer =
        get(
            "/api/v1/query_range",
            200,
            "query=shop_cpu_cores&start=%d&end=%d&step=1".formatted(START, NOW));
    assertThat(answer.path("status").asText()).isEqualTo("success");
    assertThat(answer.at("/data/resultType").asText()).isEqualTo("matrix");
    assertThat(answer.at("/data/result")).hasSize(6);
    JsonNode frontend = answer.at("/data/result/0");
    assertThat(frontend.at("/metric/__name__").asText()).isEqualTo("shop_cpu_cores");
    assertThat(frontend.at("/metric/service").asText()).isEqualTo("frontend");
    assertThat(frontend.path("values")).hasSize(3601);
    assertThat(frontend.at("/values/5/0").asDouble()).isEqualTo(START + 5);
    assertThat(Double.parseDouble(frontend.at("/values/5/1").textValue()))
        .isEqualTo(
            simulator
                .drivers(ShopService.FRONTEND, START + 5)
                .value(ShopService.FRONTEND, ShopMetric.CPU_CORES));
  }

  @Test
  void knowsNothingOfTheFutureNorOfBeforeTheStart() throws Exception {
    JsonNode answer =
        get(
            "/api/v1/query_range",
            200,
            "query=shop_cpu_cores&start=%d&end=%d&step=2s".formatted(START - 101, NOW + 100));
    JsonNode values = answer.at("/data/result/0/values");
    assertThat(values.get(0).get(0).asDouble()).isEqualTo(START + 1);
    assertThat(values.get(values.size() - 1).get(0).asDouble()).isEqualTo(NOW - 1);
    assertThat(
            get("/api/v1/query", 200, "query=shop_cpu_cores&time=" + (NOW + 5)).at("/data/result"))
        .isEmpty();
  }

  @Test
  void answersInstantsByPostWithMatchers() throws Exception {
    String form =
        "query="
            + URLEncoder.encode(
                "shop_request_rate{service=~\"ca.*\",service!=\"cart\", job=\"\"}",
                StandardCharsets.UTF_8)
            + "&time="
            + (NOW - 10);
    HttpRequest request =
        HttpRequest.newBuilder(server.url().resolve("/api/v1/query"))
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(HttpRequest.BodyPublishers.ofString(form))
            .build();
    JsonNode answer = json(client.send(request, HttpResponse.BodyHandlers.ofString()), 200);
    assertThat(answer.at("/data/resultType").asText()).isEqualTo("vector");
    assertThat(answer.at("/data/result")).hasSize(1);
    assertThat(answer.at("/data/result/0/metric/service").asText()).isEqualTo("catalogue");
    assertThat(answer.at("/data/result/0/value/0").asDouble()).isEqualTo(NOW - 10);
  }

  @Test
  void tellsWhatItIs() throws Exception {
    assertThat(get("/api/v1/status/buildinfo", 200, "").at("/data/version").asText()).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "/api/v1/query | query=rate(shop_cpu_cores[5m]) | 400 | bad_data | metric names",
        "/api/v1/query | query=up | 400 | bad_data | \"up\"",
        "/api/v1/query | query=shop_cpu_cores{service} | 400 | bad_data | matchers",
        "/api/v1/query | query=shop_cpu_cores{service=~\"(\"} | 400 | bad_data | regular expression",
        "/api/v1/query | time=5 | 400 | bad_data | query",
        "/api/v1/query_range | query=shop_cpu_cores&start=9&end=1&step=1 | 400 | bad_data | end",
        "/api/v1/query_range | query=shop_cpu_cores&start=1&end=9&step=0 | 400 | bad_data | step",
        "/api/v1/query_range | query=shop_cpu_cores&start=x&end=9&step=1 | 400 | bad_data | start",
        "/api/v1/query_range | query=shop_cpu_cores&start=1&end=99999&step=1 | 400 | bad_data | 11,000",
        "/api/v1/labels | query=x | 404 | not_found | /api/v1/labels",
      })
  void refusesTheRestInPrometheussEnvelope(
      String path, String query, int status, String type, String message) throws Exception {
    String encoded = query.replace("{", "%7B").replace("}", "%7D").replace("\"", "%22");
    JsonNode answer = get(path, status, encoded.replace("[", "%5B").replace("]", "%5D"));
    assertThat(answer.path("status").asText()).isEqualTo("error");
    assertThat(answer.path("errorType").asText()).isEqualTo(type);
    assertThat(answer.path("error").asText()).contains(message);
  }

  private JsonNode get(String path, int status, String query) throws Exception {
    URI uri = URI.create(server.url() + path + "?" + query);
    return json(
        client.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString()),
        status);
  }

  private static JsonNode json(HttpResponse<String> response, int status) throws Exception {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
    return new ObjectMapper().readTree(response.body());
  }
}
