package io.kopula.export.otlp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.hasItems;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kopula.export.CatalogueExample;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.export.MetricSink.Row;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pushes to a real VictoriaMetrics and reads back with PromQL. */
@QuarkusTest
@TestProfile(OtlpProfile.VictoriaMetrics.class)
class OtlpExportIT {
  private static final String PROGRAM = "KOPULA_VICTORIA_METRICS_OTLP";

  @Inject MetricSink sink;

  @ConfigProperty(name = OtlpProfile.ENDPOINT)
  URI endpoint;

  @TempDir Path data;

  private @Nullable Process server;

  @BeforeEach
  void start() throws Exception {
    String program = System.getenv(PROGRAM);
    if (program == null) {
      String message =
          PROGRAM
              + ": expected the path of a VictoriaMetrics with OTLP, found none;"
              + " .ci/fetch-victoria-metrics FOLDER gets one";
      assertThat(System.getenv("KOPULA_REQUIRE_ALL")).as(message).isNotEqualTo("true");
      System.err.println("SKIPPED: OTLP is not tested with a real receiver. " + message);
      assumeTrue(false, message);
    }
    server =
        new ProcessBuilder(
                program,
                "-storageDataPath=" + data,
                "-httpListenAddr=" + endpoint.getAuthority(),
                "-search.latencyOffset=0s")
            .redirectErrorStream(true)
            .redirectOutput(data.resolve("log").toFile())
            .start();
    await().atMost(Duration.ofSeconds(30)).ignoreExceptions().until(this::answers);
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.destroy();
      assertThat(server.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void metricsAreReadBackUnderTheirNames() {
    CatalogueExample.fill(sink);

    awaitQuery(
        "kopula_anomaly_score{group=\"checkout\",cluster=\"eu-1\",service=\"cart\"}", "1.72");
    awaitQuery("kopula_cycles_total{group=\"checkout\",result=\"success\"}", "120");
    awaitQuery("kopula_cycle_duration_seconds_bucket{le=\"0.25\"}", "0");
    awaitQuery("kopula_cycle_duration_seconds_bucket{le=\"0.5\"}", "1");
    String[] names =
        Arrays.stream(Metric.values())
            .filter(metric -> metric.kind() != Metric.Kind.HISTOGRAM)
            .map(Metric::exportedName)
            .toArray(String[]::new);
    given()
        .get(server("/api/v1/label/__name__/values"))
        .then()
        .statusCode(200)
        .body("data", hasItems(names));
  }

  @Test
  void groupsWithOtherLabelsKeepTheirOwn() {
    sink.setGauge(
        Metric.COVERAGE_RATIO,
        "hosts",
        List.of(new Row(Map.of("group", "hosts", "hostName", "a\"b"), 0.5)));

    awaitQuery("kopula_coverage_ratio{group=\"hosts\",hostName=\"a\\\"b\",service=\"\"}", "0.5");
  }

  private void awaitQuery(String query, String value) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> query(query).body("data.result.collect { it.value[1] }", contains(value)));
  }

  private ValidatableResponse query(String query) {
    return given().queryParam("query", query).get(server("/api/v1/query")).then().statusCode(200);
  }

  private boolean answers() {
    return given().get(server("/health")).statusCode() == 200;
  }

  private URI server(String path) {
    return endpoint.resolve(path);
  }
}
