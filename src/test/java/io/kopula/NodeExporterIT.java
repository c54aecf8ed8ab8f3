package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.NodeExporterServer;
import io.kopula.testing.PrometheusServer;
import io.kopula.testing.PromqlClient;
import io.kopula.testing.Servers;
import io.kopula.testing.VictoriaMetricsServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Five minutes after an install: a Prometheus that has scraped the machine's own node_exporter for
 * some minutes, a Kopula that fits on these, scores, and pushes the same by OTLP to a real
 * receiver.
 */
class NodeExporterIT {
  private static final Duration FIT = Duration.ofMinutes(8);

  @Test
  @Timeout(900)
  void fitsOnTheMinutesThereAreAndScores() {
    String receiver = System.getenv("KOPULA_VICTORIA_METRICS_OTLP");
    if (receiver == null) {
      throw Servers.missing(
          "no OTLP receiver; KOPULA_VICTORIA_METRICS_OTLP=$(.ci/fetch-victoria-metrics FOLDER)");
    }
    try (NodeExporterServer node = NodeExporterServer.start();
        VictoriaMetricsServer otlp =
            VictoriaMetricsServer.start(Path.of(receiver), "-search.latencyOffset=0s");
        PrometheusServer prometheus = PrometheusServer.builder().config(scrape(node)).start();
        KopulaServer kopula = KopulaServer.start(configuration(prometheus, otlp))) {
      assertThat(Http.get(kopula.url().resolve("/-/healthy"))).contains("Healthy");
      await("a model of some minutes").atMost(FIT).until(kopula::isReady);
      await("a score")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () ->
                  assertThat(Http.get(kopula.url().resolve("/metrics")))
                      .containsPattern(
                          "kopula_anomaly_score\\{group=\"node\",instance=\"[^\"]+\""));
      PromqlClient pushed = new PromqlClient(otlp.url());
      await("the same score pushed by OTLP")
          .atMost(Duration.ofSeconds(60))
          .until(() -> pushed.value("kopula_anomaly_score{group=\"node\"}").isPresent());
      assertThat(kopula.process().log()).doesNotContain(" ERROR ");
    }
  }

  private static String scrape(NodeExporterServer node) {
    return """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: node
            static_configs: [{targets: ['%s']}]
        """
        .formatted(node.address());
  }

  private static String configuration(PrometheusServer prometheus, VictoriaMetricsServer otlp) {
    return """
        global: {step: 1s, latency_offset: 2s, model_dir: MODELS}
        datasource: {url: '%s'}
        otlp: {endpoint: '%s/opentelemetry', protocol: http/protobuf, interval: 2s}
        groups:
          - name: node
            by: [instance]
            model: {window: 16}
            fit: {window: 10m, min_points: 110}
            alert: {false_alarms_per_week: 1000}
            variables:
              cpu_busy: sum by (instance) (rate(node_cpu_seconds_total{mode!="idle"}[5s]))
              context_switches: rate(node_context_switches_total[5s])
              interrupts: rate(node_intr_total[5s])
              load: node_load1
              memory_available: node_memory_MemAvailable_bytes
              network_in: sum by (instance) (rate(node_network_receive_bytes_total[5s]))
        """
        .formatted(prometheus.url(), otlp.url());
  }
}
