package io.kopula.export.otlp;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import io.kopula.export.CatalogueExample;
import io.kopula.export.MetricSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtlpProfile.Off.class)
class OtlpOffTest {
  @Inject MetricSink sink;

  @ConfigProperty(name = OtlpProfile.ENDPOINT)
  URI endpoint;

  /** {@link OtlpHttpTest} shows that with the same interval pushes come when OTLP is on. */
  @Test
  void nothingConnectsWhileTheScrapeHasEverything() {
    try (OtlpReceiver receiver = new OtlpReceiver(endpoint)) {
      CatalogueExample.fill(sink);

      await()
          .during(Duration.ofSeconds(3))
          .atMost(Duration.ofSeconds(10))
          .until(() -> receiver.connections() == 0);
      assertThat(receiver.pushes()).isEmpty();
    }
    when()
        .get("/metrics")
        .then()
        .statusCode(200)
        .body(containsString("kopula_anomaly_score{cluster=\"eu-1\",group=\"checkout\""))
        .body(containsString("kopula_cycles_total{group=\"checkout\",result=\"success\"} 120.0"))
        .body(containsString("jvm_threads_live_threads"));
  }
}
