package io.kopula.benchmark;

import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.PrometheusServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Many services in a Prometheus that is there within seconds: it only holds a number of each
 * service, of which the queries make the values.
 */
final class ShopFleet implements AutoCloseable {
  static final String GROUP = "shop";
  static final String LABEL = "service";

  /** Variables of one factor are as many apart. */
  private static final int FACTORS = 3;

  /** Less than the five minutes for which Prometheus takes a sample as the newest. */
  private static final int EVERY_SECONDS = 240;

  private static final Duration PAST = Duration.ofHours(1);
  private static final Duration FUTURE = Duration.ofHours(2);

  private final PrometheusServer prometheus;
  private final int variables;
  private final Duration step;

  private ShopFleet(PrometheusServer prometheus, int variables, Duration step) {
    this.prometheus = prometheus;
    this.variables = variables;
    this.step = step;
  }

  static ShopFleet start(int services, int variables, Duration step) {
    return new ShopFleet(
        PrometheusServer.builder().config("global: {}\n").backfill(numbers(services)).start(),
        variables,
        step);
  }

  private static String numbers(int services) {
    long now = Instant.now().getEpochSecond();
    StringBuilder text = new StringBuilder("# TYPE phase gauge\n");
    for (int service = 0; service < services; service++) {
      String series = "phase{" + LABEL + "=\"" + name(service) + "\"} " + service + ' ';
      for (long second = now - PAST.toSeconds();
          second <= now + FUTURE.toSeconds();
          second += EVERY_SECONDS) {
        text.append(series).append(second).append('\n');
      }
    }
    return text.append("# EOF\n").toString();
  }

  static String name(int service) {
    return String.format(Locale.ROOT, "s%05d", service);
  }

  static Entity entity(int service) {
    return Entity.of(Map.of(LABEL, name(service)));
  }

  /** What a variable is: it rises and falls with those of its factor, and has its own noise. */
  static String expression(int variable) {
    return String.format(
        Locale.ROOT,
        "100 + 10 * sin(phase * 0.7 + time() / %d)"
            + " + 3 * ((sin(phase * 12.9898 + time() * %s) * 43758.5453) %% 1)",
        period(variable),
        noise(variable));
  }

  /** As the query of the expression gives it, but for the noise's roundings. */
  static double value(int variable, int service, long millis) {
    double seconds = millis / 1e3;
    return 100
        + 10 * Math.sin(service * 0.7 + seconds / period(variable))
        + 3 * ((Math.sin(service * 12.9898 + seconds * noise(variable)) * 43758.5453) % 1);
  }

  private static int period(int variable) {
    return 30 + 7 * (variable % FACTORS);
  }

  private static double noise(int variable) {
    return 78.233 + variable;
  }

  /** What a service has shown. */
  static Frame frame(int service, List<String> variables, Grid grid) {
    double[] values = new double[grid.length() * variables.size()];
    for (int i = 0; i < values.length; i++) {
      int step = i / variables.size();
      values[i] = value(i % variables.size(), service, grid.millis(step));
    }
    return Frame.of(entity(service), variables, grid, values);
  }

  /** Text of a configuration file with one group of all services. */
  String configuration(Path models) {
    StringBuilder text =
        new StringBuilder(
            """
            global: {step: %ds, model_dir: '%s'}
            datasource: {url: '%s'}
            groups:
              - name: %s
                by: [%s]
                variables:
            """
                .formatted(step.toSeconds(), models, prometheus.url(), GROUP, LABEL));
    for (int variable = 0; variable < variables; variable++) {
      text.append("      v").append(variable).append(": ").append(expression(variable));
      text.append('\n');
    }
    return text.toString();
  }

  /** The group of that file. */
  GroupConfig group(Path models) throws IOException, ConfigurationException {
    Path file = Files.createTempFile("kopula", ".yml");
    try {
      Files.writeString(file, configuration(models));
      return new ConfigurationReader().read(file).configuration().groups().get(0);
    } finally {
      Files.delete(file);
    }
  }

  @Override
  public void close() {
    prometheus.close();
  }
}
