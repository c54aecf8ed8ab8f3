package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.config.ConfigurationReader;
import io.kopula.config.ExpressionCheck;
import io.kopula.config.ExpressionReport;
import io.kopula.config.ParsedConfiguration;
import io.kopula.source.MetricSource;
import io.kopula.source.prometheus.PrometheusSource;
import io.kopula.source.prometheus.RequestListener;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.NodeExporterServer;
import io.kopula.testing.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Presets on what they are for, behind a real Prometheus: each expression must return one series
 * with all labels for each entity. Kopula itself is the JVM with Micrometer.
 */
class PresetsIT {
  private static final Duration SCRAPED = Duration.ofMinutes(2);

  @TempDir private Path folder;

  @Test
  @Timeout(300)
  void nodeExporterReturnsEveryVariable() throws Exception {
    try (NodeExporterServer node = NodeExporterServer.start();
        PrometheusServer prometheus = scraping(node.address())) {
      awaitAllVariables(prometheus, "node-exporter", "node");
    }
  }

  @Test
  @Timeout(300)
  void aJvmReturnsEveryVariable() throws Exception {
    try (PrometheusServer nothing = PrometheusServer.builder().start();
        KopulaServer jvm = KopulaServer.start(configuration(nothing, "node-exporter"));
        PrometheusServer prometheus = scraping(jvm.address())) {
      await().until(() -> !jvm.isReady()); // a request that is counted
      awaitAllVariables(prometheus, "jvm-micrometer", "jvm");
    }
  }

  private void awaitAllVariables(PrometheusServer prometheus, String preset, String group)
      throws Exception {
    Path file = folder.resolve(preset + ".yml");
    Files.writeString(file, configuration(prometheus, preset));
    ParsedConfiguration parsed = new ConfigurationReader().read(file);
    try (MetricSource source =
        new PrometheusSource(parsed.configuration().datasource(), RequestListener.NONE)) {
      await(preset)
          .atMost(SCRAPED)
          .untilAsserted(
              () -> {
                ExpressionReport report = ExpressionCheck.of(source, parsed, Instant.now());
                assertThat(report.problems()).isEmpty();
                assertThat(report.warnings()).isEmpty();
                assertThat(report.entities()).containsEntry(group, 1);
              });
    }
  }

  private static PrometheusServer scraping(String address) {
    String config =
        """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: target
            static_configs: [{targets: ['%s']}]
        """;
    return PrometheusServer.builder().config(config.formatted(address)).start();
  }

  private static String configuration(PrometheusServer prometheus, String preset) {
    return "global: {model_dir: MODELS}\ndatasource: {url: '%s'}\ninclude: ['preset:%s']\n"
        .formatted(prometheus.url(), preset);
  }
}
