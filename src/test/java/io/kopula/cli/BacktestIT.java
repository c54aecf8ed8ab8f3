package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.testing.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The packaged {@code backtest} on a real Prometheus that holds three weeks of three services. In
 * the last one, the traffic of one service breaks off for an hour while its CPU works on.
 */
class BacktestIT {
  private static final Path JAR =
      Path.of(System.getProperty("kopula.jar", "target/quarkus-app/quarkus-run.jar"));
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final Instant TO = Instant.parse("2026-11-22T00:00:00Z");
  private static final Instant FROM = TO.minus(Duration.ofDays(7));
  private static final Instant START = FROM.minus(Duration.ofDays(14));
  private static final Instant BROKEN_FROM = FROM.plus(Duration.ofHours(3 * 24 + 14));
  private static final Instant BROKEN_TO = BROKEN_FROM.plus(Duration.ofHours(1));
  private static final List<String> SERVICES = List.of("cart", "checkout", "payment");

  @TempDir private Path folder;

  @Test
  void anIncidentOfThePastIsFound() throws Exception {
    try (PrometheusServer prometheus =
        PrometheusServer.builder()
            .argument("--storage.tsdb.retention.time=100y")
            .backfill(history())
            .start()) {
      Path config =
          Files.writeString(
              folder.resolve("kopula.yml"),
              """
              global: {step: 5m, model_dir: %s}
              datasource: {url: "%s"}
              groups:
                - name: shop
                  by: [service]
                  seasons: [1d]
                  model: {window: 16}
                  fit: {window: 14d}
                  variables:
                    request_rate: shop_request_rate
                    cpu_cores: shop_cpu_cores
                    latency_seconds: shop_latency_seconds
              """
                  .formatted(folder.resolve("models"), prometheus.url()));
      run(
          "backtest",
          "--config.file=" + config,
          "--from=" + FROM,
          "--to=" + TO,
          "--out=" + folder.resolve("results"));
    }
    System.out.println(text("out"));
    assertFound();
    assertPage();
    assertThat(folder.resolve("models")).as("the server's models").doesNotExist();
    assertThat(text("err")).contains("backtest shop: fit, training").contains("scoring 100 %");
    assertThat(text("out")).contains("{service=\"checkout\"}").contains("alarms a week");
  }

  private void assertFound() throws Exception {
    JsonNode group =
        new ObjectMapper()
            .readTree(folder.resolve("results/backtest.json").toFile())
            .at("/groups/0");
    assertThat(group.at("/incidents"))
        .anySatisfy(
            incident -> {
              assertThat(incident.at("/entity/service").asText()).isEqualTo("checkout");
              assertThat(Instant.parse(incident.at("/from").asText()))
                  .isBetween(BROKEN_FROM, BROKEN_TO);
              assertThat(incident.at("/culprits/0/variable").asText()).isEqualTo("request_rate");
            });
    assertThat(group.at("/incidentCount").asInt()).as("alarms, few of them false").isLessThan(10);
    assertThat(group.at("/models")).hasSize(1);
    JsonNode model = group.at("/models/0");
    assertThat(Instant.parse(model.at("/dataTo").asText())).isEqualTo(FROM.minus(STEP));
    assertThat(Instant.parse(model.at("/scoresFrom").asText())).isEqualTo(FROM);
    for (JsonNode entity : group.at("/entities")) {
      assertThat(entity.at("/steps").asInt()).isEqualTo(7 * 288 + 1);
    }
    assertThat(group.at("/entities")).hasSize(SERVICES.size());
    assertThat(group.at("/cost/requests").asInt()).isPositive();
  }

  private void assertPage() throws Exception {
    Path page = folder.resolve("results/backtest.html");
    assertThat(Files.readString(page)).doesNotContain("http://", "https://", "<script");
    DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(page.toFile());
  }

  /** In OpenMetrics: what all services have in common by day, and what each does by itself. */
  private static String history() {
    SplittableRandom random = new SplittableRandom(11);
    Map<String, StringBuilder> texts =
        Map.of(
            "shop_request_rate", new StringBuilder("# TYPE shop_request_rate gauge\n"),
            "shop_cpu_cores", new StringBuilder("# TYPE shop_cpu_cores gauge\n"),
            "shop_latency_seconds", new StringBuilder("# TYPE shop_latency_seconds gauge\n"));
    for (String service : SERVICES) {
      double own = 0;
      for (Instant time = START; !time.isAfter(TO); time = time.plus(STEP)) {
        own = 0.8 * own + 0.08 * random.nextGaussian();
        double day = 2 * Math.PI * (time.getEpochSecond() % 86_400) / 86_400;
        double load = Math.exp(own) * (1.2 - Math.cos(day));
        boolean isBroken =
            service.equals("checkout") && !time.isBefore(BROKEN_FROM) && time.isBefore(BROKEN_TO);
        double seen = isBroken ? 0.4 * load : load;
        sample(
            texts.get("shop_request_rate"), "shop_request_rate", service, 80 * seen, random, time);
        sample(texts.get("shop_cpu_cores"), "shop_cpu_cores", service, 0.1 + load, random, time);
        double latency = 0.05 + 0.04 * load;
        sample(
            texts.get("shop_latency_seconds"),
            "shop_latency_seconds",
            service,
            latency,
            random,
            time);
      }
    }
    return String.join("", texts.values()) + "# EOF\n";
  }

  private static void sample(
      StringBuilder text,
      String name,
      String service,
      double value,
      SplittableRandom random,
      Instant time) {
    text.append(
        String.format(
            Locale.ROOT,
            "%s{service=\"%s\"} %.6f %d%n",
            name,
            service,
            value * Math.exp(0.03 * random.nextGaussian()),
            time.getEpochSecond()));
  }

  private void run(String... args) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(folder.resolve("out").toFile())
            .redirectError(folder.resolve("err").toFile())
            .start();
    try {
      assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ended in time").isTrue();
      assertThat(process.exitValue()).as(text("err")).isZero();
    } finally {
      process.destroyForcibly();
    }
  }

  private String text(String name) throws Exception {
    return Files.readString(folder.resolve(name));
  }
}
