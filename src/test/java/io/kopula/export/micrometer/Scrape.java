package io.kopula.export.micrometer;

import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.function.Supplier;

/** The registry that Quarkus serves at /metrics, and what a scrape of it says. */
final class Scrape {
  private final MeterRegistry registry;
  private final Supplier<String> text;

  /** Quarkus ships the adapter on Prometheus's older client, which Micrometer marks as such. */
  @SuppressWarnings("deprecation")
  Scrape() {
    var prometheus =
        new io.micrometer.prometheus.PrometheusMeterRegistry(
            io.micrometer.prometheus.PrometheusConfig.DEFAULT);
    registry = prometheus;
    text = prometheus::scrape;
  }

  MeterRegistry registry() {
    return registry;
  }

  String text() {
    return text.get();
  }

  /** Samples of one series name, sorted. */
  List<String> lines(String name) {
    return text().lines().filter(line -> line.matches(name + "[{ ].*")).sorted().toList();
  }
}
