package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.evaluation.Datasets;
import io.kopula.evaluation.Incident;
import io.kopula.evaluation.LabelledEntity;
import io.kopula.series.Frame;
import io.kopula.testing.AlertmanagerServer;
import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import io.kopula.testing.PromqlClient;
import io.kopula.testing.SharedFiles;
import io.kopula.testing.WebhookReceiver;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.LongUnaryOperator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * The main path on real servers and real metrics: a month of a labelled server's history, one row a
 * second instead of one in five minutes, is backfilled into a Prometheus; Kopula fits on it; days
 * with a labelled incident are replayed as a live target; the score goes back into the same
 * Prometheus, an alert on it through a real Alertmanager to a webhook. Then both are restarted.
 */
class EndToEndIT {
  private static final int DAY = 288; // rows a day, so seconds a day here
  private static final int LEAD = 100; // normal rows that are replayed before the incident
  private static final Duration STARTUP = Duration.ofMinutes(8);

  private static final String RULES =
      """
      groups:
        - name: kopula
          rules:
            - alert: KopulaAnomaly
              expr: kopula_anomaly_score > 1
              labels: {severity: warning}
              annotations:
                summary: Metrics no longer fit together.
      """;

  @Test
  @Timeout(1500)
  void scoresARealPrometheusAndWakesSomebody() throws Exception {
    LabelledEntity omi = Datasets.read(SharedFiles.dataset("asd/omi-4"));
    Incident incident = omi.incidents().get(0);
    Replay replay = new Replay(omi, incident);
    try (WebhookReceiver webhook = WebhookReceiver.start();
        AlertmanagerServer alertmanager = AlertmanagerServer.start(webhook);
        LiveTarget target = LiveTarget.start(() -> replay.exposition(now()));
        PrometheusServer prometheus = prometheus(replay, target, alertmanager);
        KopulaServer kopula = KopulaServer.start(configuration(omi.train(), prometheus))) {
      PromqlClient promql = new PromqlClient(prometheus.url());
      prometheus.reload(scrapes(target, alertmanager, kopula));
      await("a model fitted from Prometheus").atMost(STARTUP).until(kopula::isReady);
      replay.switchToTest(now());

      await("an alert at the webhook")
          .atMost(Duration.ofSeconds(replay.secondsUntilEnd(now()) + 60))
          .untilAsserted(
              () ->
                  assertThat(webhook.alerts())
                      .anySatisfy(
                          alert -> {
                            assertThat(alert.at("/labels/alertname").asText())
                                .isEqualTo("KopulaAnomaly");
                            assertThat(alert.at("/labels/service").asText()).isEqualTo("omi-4");
                          }));
      await("the end of the incident")
          .atMost(Duration.ofMinutes(10))
          .until(() -> replay.secondsUntilEnd(now()) < -30);
      assertScores(promql, replay);
      explainsThePast(kopula, promql, replay);

      survivesItsOwnRestart(kopula, promql);
      explainsThePast(kopula, promql, replay); // now by the stored model
      survivesPrometheus(prometheus, kopula);
    }
  }

  private static void assertScores(PromqlClient promql, Replay replay) {
    Map<Long, Double> scores =
        promql.range(
            "kopula_anomaly_score",
            Instant.ofEpochSecond(replay.switchedAt + 60),
            Instant.now(),
            1);
    double highest = 0;
    int normal = 0;
    int quiet = 0;
    for (Map.Entry<Long, Double> score : scores.entrySet()) {
      // A step is exported after the latency offset and scraped up to a second later.
      boolean within = replay.isIncident(score.getKey()) || replay.isIncident(score.getKey() - 5);
      if (within) {
        highest = Math.max(highest, score.getValue());
      } else if (!isFading(replay, score.getKey())) {
        normal++;
        quiet += score.getValue() < 1 ? 1 : 0;
      }
    }
    System.out.printf(
        "end to end: highest score within the incident %.2f; below 1 in %d of %d normal seconds%n",
        highest, quiet, normal);
    assertThat(highest).as("score within the labelled incident").isGreaterThan(1);
    assertThat(normal).as("normal seconds").isGreaterThan(30);
    assertThat((double) quiet / normal).as("share of normal time below 1").isGreaterThan(0.8);
  }

  /** What was exported within the incident is explained with the same numbers afterwards. */
  private static void explainsThePast(KopulaServer kopula, PromqlClient promql, Replay replay)
      throws Exception {
    Instant from = Instant.ofEpochSecond(replay.switchedAt + 60);
    Instant until = Instant.ofEpochSecond(replay.switchedAt + replay.end - replay.switchedTo);
    Map<Long, Double> values = promql.range("kopula_anomaly_score", from, until, 1);
    Map<Long, Double> relations = promql.range("kopula_relations_score", from, until, 1);
    Map<Long, Double> steps = promql.range("kopula_last_scored_timestamp_seconds", from, until, 1);
    long second =
        values.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
    JsonNode answer =
        new ObjectMapper()
            .readTree(
                Http.get(
                    kopula
                        .url()
                        .resolve(
                            "/api/v1/explain?group=omi&entity=%7Bservice=%22omi-4%22%7D&at="
                                + steps.get(second).longValue())));
    JsonNode data = answer.get("data");
    assertThat(answer.get("warnings")).as("%s", answer).isNull();
    assertThat(data.get("score").asDouble()).isCloseTo(values.get(second), withinPercentage(0.01));
    assertThat(data.get("relations").asDouble())
        .isCloseTo(relations.get(second), withinPercentage(0.01));
    double shares = 0;
    for (JsonNode variable : data.get("interpretation")) {
      shares += variable.get("contribution").asDouble();
    }
    assertThat(shares)
        .isCloseTo(Math.max(values.get(second), relations.get(second)), withinPercentage(0.01));
  }

  /** Whether an incident has just ended: its peak is remembered for some steps of a second each. */
  private static boolean isFading(Replay replay, long second) {
    return LongStream.rangeClosed(6, 20).anyMatch(ago -> replay.isIncident(second - ago));
  }

  private static void survivesItsOwnRestart(KopulaServer kopula, PromqlClient promql) {
    kopula.stop();
    long started = now();
    kopula.start();
    await("a score after the start")
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofMillis(200))
        .until(() -> scoredSince(kopula, started));
    System.out.printf("end to end: a score %d s after the start of the process%n", now() - started);
    await("the new score in Prometheus")
        .atMost(Duration.ofSeconds(60))
        .until(() -> lastScored(promql).orElse(0) >= started);
  }

  private static void survivesPrometheus(PrometheusServer prometheus, KopulaServer kopula) {
    prometheus.kill();
    await("the failure is counted, and no old score is shown")
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              String metrics = metrics(kopula);
              assertThat(metrics).contains("kopula_source_failures_total{");
              assertThat(metrics).doesNotContain("kopula_anomaly_score{");
            });
    prometheus.start();
    long back = now();
    await("scores resume by themselves")
        .atMost(Duration.ofSeconds(60))
        .until(() -> scoredSince(kopula, back));
  }

  private static boolean scoredSince(KopulaServer kopula, long since) {
    return metrics(kopula)
        .lines()
        .filter(line -> line.startsWith("kopula_last_scored_timestamp_seconds{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .anyMatch(time -> time >= since);
  }

  private static OptionalDouble lastScored(PromqlClient promql) {
    return promql.value("kopula_last_scored_timestamp_seconds");
  }

  private static String metrics(KopulaServer kopula) {
    try {
      return Http.get(kopula.url().resolve("/metrics"));
    } catch (AssertionError | RuntimeException e) {
      return "";
    }
  }

  private static PrometheusServer prometheus(
      Replay replay, LiveTarget target, AlertmanagerServer alertmanager) {
    return PrometheusServer.builder()
        .config(scrapes(target, alertmanager, null))
        .file("rules.yml", RULES)
        .backfill(replay.history())
        .start();
  }

  private static String scrapes(
      LiveTarget target, AlertmanagerServer alertmanager, KopulaServer kopula) {
    String config =
        """
        global: {scrape_interval: 1s, evaluation_interval: 1s}
        rule_files: [rules.yml]
        alerting: {alertmanagers: [{static_configs: [{targets: ['%s']}]}]}
        scrape_configs:
          - job_name: omi
            honor_labels: true
            static_configs: [{targets: ['%s'], labels: {instance: replay}}]
        """
            .formatted(alertmanager.address(), target.address());
    return kopula == null
        ? config
        : config
            + """
              - job_name: kopula
                honor_labels: true
                static_configs: [{targets: ['%s']}]
            """
                .formatted(kopula.address())
                .indent(-2)
                .indent(2);
  }

  private static String configuration(Frame train, PrometheusServer prometheus) {
    StringBuilder config =
        new StringBuilder(
            """
            global: {step: 1s, latency_offset: 2s, seasons: [%ds], model_dir: MODELS}
            datasource: {url: '%s'}
            groups:
              - name: omi
                by: [service]
                fit: {window: 144m}
                # one a week of the data's own time, which runs 300 times as fast
                alert: {false_alarms_per_week: 300}
                variables:
            """
                .formatted(DAY, prometheus.url()));
    for (String variable : train.variables()) {
      config.append("      %s: avg by (service) (%s)%n".formatted(variable, variable));
    }
    return config.toString();
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }

  /** Maps seconds to rows, so that the time of day goes on from history to the live target. */
  private static final class Replay {
    private final LabelledEntity omi;
    private final boolean[] labels;
    private final int onset; // first row of the incident in the test part
    private final int end;
    private final long start = now(); // the last second of history
    private final int last; // row of the training part at the last second of history
    private volatile long switchedAt = Long.MAX_VALUE;
    private volatile int switchedTo;

    Replay(LabelledEntity omi, Incident incident) {
      this.omi = omi;
      labels = omi.labels();
      onset = omi.test().grid().indexOf(incident.span().from().toEpochMilli());
      end = omi.test().grid().indexOf(incident.span().to().toEpochMilli());
      int length = omi.train().length();
      // Were Kopula ready after 100 s, the replay could go on with the test part at once.
      last = length - 1 - Math.floorMod(length - 1 + LEAD - (onset - LEAD), DAY);
    }

    /** From here on the test part, from the row that has this second's time of day. */
    synchronized void switchToTest(long second) {
      long phase = last + second - start;
      switchedTo = onset - LEAD - (int) Math.floorMod(onset - LEAD - phase, (long) DAY);
      switchedAt = second;
    }

    long secondsUntilEnd(long second) {
      return switchedAt + (end - switchedTo) - second;
    }

    boolean isIncident(long second) {
      int row = switchedTo + (int) (second - switchedAt);
      return second >= switchedAt && row < labels.length && labels[row];
    }

    String exposition(long second) {
      LongUnaryOperator trainRow = s -> last + s - start;
      if (second >= switchedAt) {
        return samples(omi.test(), switchedTo + (int) (second - switchedAt), "");
      }
      long row = trainRow.applyAsLong(second);
      while (row >= omi.train().length()) {
        row -= DAY;
      }
      return samples(omi.train(), (int) row, "");
    }

    /** The training part in OpenMetrics, ending now. */
    String history() {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < omi.train().variables().size(); j++) {
        String name = omi.train().variables().get(j);
        text.append("# TYPE ").append(name).append(" gauge\n");
        for (int row = 0; row <= last; row++) {
          text.append(sample(omi.train(), row, j))
              .append(' ')
              .append(start - last + row)
              .append('\n');
        }
      }
      return text.append("# EOF\n").toString();
    }

    private static String samples(Frame frame, int row, String suffix) {
      StringBuilder text = new StringBuilder();
      for (int j = 0; j < frame.variables().size(); j++) {
        text.append(sample(frame, row, j)).append(suffix).append('\n');
      }
      return text.toString();
    }

    private static String sample(Frame frame, int row, int variable) {
      return frame.variables().get(variable)
          + "{instance=\"replay\",job=\"omi\",service=\"omi-4\"} "
          + frame.value(row, variable);
    }
  }
}
