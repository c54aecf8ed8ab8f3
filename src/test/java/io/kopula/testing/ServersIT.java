package io.kopula.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The fixtures work together: scrape, rule, alert, webhook. */
class ServersIT {
  @Test
  void anAlertReachesTheWebhook() {
    try (WebhookReceiver webhook = WebhookReceiver.start();
        AlertmanagerServer alertmanager = AlertmanagerServer.start(webhook);
        NodeExporterServer node = NodeExporterServer.start();
        PrometheusServer prometheus =
            PrometheusServer.builder()
                .file(
                    "rules.yml",
                    """
                    groups:
                      - name: test
                        rules:
                          - alert: NodeSeen
                            expr: node_boot_time_seconds > 0
                            labels: {severity: info}
                    """)
                .config(
                    """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: [rules.yml]
                    alerting:
                      alertmanagers: [{static_configs: [{targets: ['%s']}]}]
                    scrape_configs:
                      - job_name: node
                        static_configs: [{targets: ['%s']}]
                    """
                        .formatted(alertmanager.address(), node.address()))
                .start()) {
      Awaitility.await()
          .atMost(Duration.ofSeconds(60))
          .untilAsserted(
              () ->
                  assertThat(webhook.alerts())
                      .anySatisfy(
                          alert -> {
                            assertThat(alert.at("/labels/alertname").asText())
                                .isEqualTo("NodeSeen");
                            assertThat(alert.path("status").asText()).isEqualTo("firing");
                          }));
      prometheus.reload("global: {scrape_interval: 1h}\n");
      assertThat(Http.get(prometheus.url().resolve("/api/v1/status/config")))
          .contains("scrape_interval: 1h");
    }
  }

  @Test
  void aProgramThatEndsAtOnceShowsItsLog() {
    assertThatThrownBy(() -> PrometheusServer.builder().config("no: configuration").start().close())
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("prometheus ended with code")
        .hasMessageContaining("field no not found");
  }

  @Test
  void portsAreGivenOutOnce() {
    assertThat(Servers.freePort()).isNotEqualTo(Servers.freePort());
    assertThatThrownBy(() -> Http.get(URI.create("http://127.0.0.1:" + Servers.freePort())))
        .isInstanceOf(UncheckedIOException.class);
  }
}
