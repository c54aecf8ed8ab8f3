package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.DemoServer;
import io.kopula.testing.Http;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, on the packaged application: what it shows comes from the model. */
class DemoIT {
  @TempDir private Path folder;

  @Test
  @Timeout(600)
  void showsAnIncidentOnTheConsoleAndInMetrics() {
    try (DemoServer demo = DemoServer.start(folder)) {
      URI url = demo.url();
      await("an incident of an injected service")
          .atMost(Duration.ofMinutes(8))
          .untilAsserted(
              () -> {
                assertThat(demo.log()).contains("injected: ");
                assertThat(demo.log())
                    .containsPattern("incident \\{service=\"[a-z]+\"\\} of shop: score \\d");
              });
      // The next one is seen in the metrics too, while it lasts.
      await("an active entity on /metrics")
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofMillis(500))
          .until(
              () ->
                  Http.get(url.resolve("/metrics"))
                      .lines()
                      .anyMatch(
                          line ->
                              line.startsWith("kopula_anomaly_active{") && line.endsWith(" 1.0")));
      assertThat(Http.get(url.resolve("/metrics")))
          .contains("kopula_anomaly_contribution{", "kopula_variable_expected_upper{");
      assertThat(Http.get(url.resolve("/api/v1/groups"))).contains("\"shop\"");
    }
  }
}
