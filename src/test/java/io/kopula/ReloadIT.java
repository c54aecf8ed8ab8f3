package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import io.restassured.RestAssured;
import io.restassured.response.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The packaged application's configuration file changes while it scores a real Prometheus. */
class ReloadIT {
  private static final int HISTORY = 600;
  private static final int STEP = 2;
  private static final Duration FIT = Duration.ofMinutes(8);
  private static final Duration SEEN = Duration.ofSeconds(60);

  @Test
  @Timeout(900)
  void reloadsWhatChangedAndNothingElse() throws Exception {
    try (LiveTarget target = LiveTarget.start(() -> samples(now(), ""));
        PrometheusServer prometheus =
            PrometheusServer.builder().config(scrape(target)).backfill(history()).start();
        KopulaServer kopula = KopulaServer.start(configuration(prometheus, 1))) {
      await("models of both groups").atMost(FIT).until(kopula::isReady);
      await("scores of both").atMost(SEEN).until(() -> scoredAt(kopula, "changing") > 0);
      Cycles before = Cycles.of(kopula);
      String version = steadyModel(kopula);

      Response refused = reload(kopula);
      assertThat(refused.statusCode()).isEqualTo(403);
      assertThat(refused.asString()).contains("--web.enable-lifecycle");

      kopula.write(configuration(prometheus, 2));
      awaitLog(kopula, "Collecting 2 groups: 1 unchanged, 1 started, 1 ended");
      long changed = now();
      await("the changed group scores again, with its stored model")
          .atMost(SEEN)
          .until(() -> scoredAt(kopula, "changing") >= changed);

      refusesABrokenFile(kopula, prometheus);

      swapLinks(kopula, withoutChanging(configuration(prometheus, 2)));
      awaitLog(kopula, "Collecting 1 groups: 1 unchanged, 0 started, 1 ended");
      await().until(() -> value(kopula, "kopula_config_last_reload_successful") == 1);
      assertThat(metrics(kopula)).doesNotContain("group=\"changing\"");

      await("no cycle of the other group was missed, or run twice")
          .atMost(SEEN)
          .untilAsserted(
              () -> assertThat(Cycles.of(kopula).since(before)).isEqualTo(before.expected(kopula)));
      assertThat(steadyModel(kopula)).isEqualTo(version);
      assertThat(value(kopula, "kopula_model_fits_total{group=\"steady\"}")).isEqualTo(1);
      assertThat(kopula.process().log()).containsOnlyOnce("steady: scores with model");

      reloadsOnRequestWhereThatIsAllowed(kopula, prometheus);
    }
  }

  private static void refusesABrokenFile(KopulaServer kopula, PrometheusServer prometheus) {
    kopula.write(configuration(prometheus, 2).replace("rate_a\n", "sum(rate_a\n"));
    await("the refusal shows")
        .atMost(SEEN)
        .until(() -> value(kopula, "kopula_config_last_reload_successful") == 0);
    assertThat(kopula.process().log())
        .contains("kopula.yml:10: groups[0].variables.a: expected a PromQL expression");
    long broken = now();
    await("the last good one goes on").until(() -> scoredAt(kopula, "changing") > broken);
  }

  /** As the kubelet: from a file to a link into ..data, then ..data is swapped for another. */
  private static void swapLinks(KopulaServer kopula, String text) throws Exception {
    Path folder = kopula.configFile().getParent();
    Path models = folder.resolve("models");
    Path first = Files.createDirectory(folder.resolve("..1"));
    Path second = Files.createDirectory(folder.resolve("..2"));
    Files.copy(kopula.configFile(), first.resolve("kopula.yml"));
    Files.writeString(second.resolve("kopula.yml"), text.replace("MODELS", models.toString()));
    Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("..data/kopula.yml"));
    Files.move(link, kopula.configFile(), StandardCopyOption.ATOMIC_MOVE);
    Path swapped = Files.createSymbolicLink(folder.resolve("..swapped"), Path.of("..2"));
    Files.move(swapped, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
  }

  private static void reloadsOnRequestWhereThatIsAllowed(
      KopulaServer kopula, PrometheusServer prometheus) {
    kopula.stop();
    kopula.arguments("--web.enable-lifecycle");
    kopula.start();

    kopula.write(configuration(prometheus, 0));
    Response refused = reload(kopula);
    assertThat(refused.statusCode()).isEqualTo(500);
    assertThat(refused.asString())
        .contains("kopula.yml:19: groups[1].alert.for: expected a whole number from 1 to 1000");
    kopula.write(
        configuration(prometheus, 3) + "otlp: {endpoint: 'http://127.0.0.1:1', interval: 1h}\n");
    Response accepted = reload(kopula);
    assertThat(accepted.statusCode()).isEqualTo(200);
    assertThat(accepted.asString()).contains("otlp: what changed takes effect at the next start");
    assertThat(Http.get(kopula.url().resolve("/api/v1/groups"))).contains("\"changing\"");
  }

  /**
   * What the unchanged group's loop has counted.
   *
   * @param run cycles, whatever came of them
   * @param skipped steps without one
   * @param newest the last step that was scored, seconds
   */
  private record Cycles(double run, double skipped, double newest) {
    static Cycles of(KopulaServer kopula) {
      return new Cycles(
          value(kopula, "kopula_cycle_duration_seconds_count{group=\"steady\"}"),
          Math.max(0, value(kopula, "kopula_cycle_overruns_total{group=\"steady\"}")),
          scoredAt(kopula, "steady"));
    }

    double since(Cycles before) {
      return run + skipped - before.run - before.skipped;
    }

    double expected(KopulaServer kopula) {
      return (scoredAt(kopula, "steady") - newest) / STEP;
    }
  }

  private static void awaitLog(KopulaServer kopula, String line) {
    await(line).atMost(SEEN).until(() -> kopula.process().log().contains(line));
  }

  private static Response reload(KopulaServer kopula) {
    return RestAssured.post(kopula.url().resolve("/-/reload"));
  }

  private static String steadyModel(KopulaServer kopula) {
    Matcher version =
        Pattern.compile("kopula_model_info\\{group=\"steady\".*version=\"(\\w+)\"")
            .matcher(metrics(kopula));
    assertThat(version.find()).isTrue();
    return version.group(1);
  }

  private static double scoredAt(KopulaServer kopula, String group) {
    return value(kopula, "kopula_last_scored_timestamp_seconds{group=\"" + group + "\"}");
  }

  /** -1 where there is no such series. */
  private static double value(KopulaServer kopula, String series) {
    return metrics(kopula)
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(-1);
  }

  private static String metrics(KopulaServer kopula) {
    return Http.get(kopula.url().resolve("/metrics"));
  }

  private static String scrape(LiveTarget target) {
    return """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: live
            honor_labels: true
            static_configs: [{targets: ['%s'], labels: {instance: live}}]
        """
        .formatted(target.address());
  }

  private static String configuration(PrometheusServer prometheus, int forSteps) {
    return """
        global: {step: %ds, latency_offset: 1s, seasons: [], model_dir: MODELS}
        datasource:
          url: '%s'
        groups:
          - name: steady
            model: {window: 16, horizons: [1]}
            fit: {window: 20m, min_points: 200}
            alert: {false_alarms_per_week: 1000}
            variables:
              a: rate_a
              b: rate_b
          - name: changing
            model: {window: 16, horizons: [1]}
            fit: {window: 20m, min_points: 200}
            variables:
              b: rate_b
              c: rate_c
            alert:
              for: %d
              false_alarms_per_week: 1000
        """
        .formatted(STEP, prometheus.url(), forSteps);
  }

  private static String withoutChanging(String configuration) {
    return configuration.substring(0, configuration.indexOf("  - name: changing"));
  }

  private static String history() {
    StringBuilder text = new StringBuilder();
    long now = now();
    for (String name : new String[] {"rate_a", "rate_b", "rate_c"}) {
      text.append("# TYPE ").append(name).append(" gauge\n");
      for (long second = now - HISTORY; second < now; second++) {
        String time = " " + second;
        samples(second, time)
            .lines()
            .filter(line -> line.startsWith(name))
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static String samples(long second, String suffix) {
    double wave = Math.sin(second / 20.0);
    return String.format(
        Locale.ROOT,
        "rate_a{instance=\"live\",job=\"live\"} %.3f%4$s%n"
            + "rate_b{instance=\"live\",job=\"live\"} %.3f%4$s%n"
            + "rate_c{instance=\"live\",job=\"live\"} %.3f%4$s%n",
        10 + wave + noise(second, 1),
        20 + 2 * wave + noise(second, 2),
        5 - wave + noise(second, 3),
        suffix);
  }

  /** The same at each scrape of a second. */
  private static double noise(long second, int series) {
    return 0.1 * Math.sin(second * 12.9898 * series + series);
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
