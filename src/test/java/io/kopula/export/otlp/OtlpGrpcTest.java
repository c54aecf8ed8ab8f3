package io.kopula.export.otlp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.export.CatalogueExample;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(OtlpProfile.Grpc.class)
class OtlpGrpcTest {
  @Inject MetricSink sink;

  @ConfigProperty(name = OtlpProfile.ENDPOINT)
  URI endpoint;

  @Test
  void everyMetricIsPushed() {
    try (OtlpReceiver receiver = new OtlpReceiver(endpoint)) {
      CatalogueExample.fill(sink);

      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(receiver.pushes())
                      .anySatisfy(
                          push -> {
                            assertThat(push.path()).isEqualTo(OtlpReceiver.GRPC_PATH);
                            assertThat(push.contentType()).isEqualTo("application/grpc");
                            assertThat(push.tenant()).isEqualTo("team-a");
                            assertThat(push.body()).contains(names()).contains("eu-1", "cart");
                          }));
    }
  }

  private static String[] names() {
    return Arrays.stream(Metric.values()).map(Metric::exportedName).toArray(String[]::new);
  }
}
