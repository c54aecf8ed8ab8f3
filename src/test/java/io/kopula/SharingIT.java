package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import io.kopula.testing.PromqlClient;
import io.kopula.testing.S3Server;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three replicas as three processes share one model store, on disk or in a real server's bucket,
 * and one real Prometheus. One is killed, comes back, stands still, a fourth is added and removed.
 * Counted in Prometheus afterwards: who scored which entity at which step.
 */
class SharingIT {
  private static final int SERVICES = 30;
  private static final int STEP = 5;
  private static final int HISTORY = 1800;

  /** Cycles without a score of an entity, one after the other, while its replica is gone. */
  private static final int LONGEST_GAP = 2;

  private static final String SCORED = "kopula_last_scored_timestamp_seconds";

  @TempDir private Path models;
  private String store;
  private String folder;

  /** A folder that all can write, or a bucket beside a folder each. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  @Timeout(900)
  void eachEntityIsScoredOnceACycleWhateverHappensToReplicas(boolean bucket) {
    try (S3Server objects = bucket ? S3Server.start() : null) {
      store = objects == null ? "" : objects.yaml();
      folder = objects == null ? models.toString() : "MODELS";
      shareOut();
    }
  }

  private void shareOut() {
    try (LiveTarget target = LiveTarget.start(() -> exposition(now()));
        PrometheusServer prometheus =
            PrometheusServer.builder().config(scrapes(target)).backfill(history()).start();
        KopulaServer first = replica(prometheus, 0);
        KopulaServer second = replica(prometheus, 1);
        KopulaServer third = replica(prometheus, 2)) {
      PromqlClient promql = new PromqlClient(prometheus.url());
      prometheus.reload(scrapes(target, first, second, third));
      awaitShared(promql, 3);
      Instant from = Instant.now();

      second.kill();
      awaitShared(promql, 2);
      second.start();
      awaitShared(promql, 3);
      second.process().suspend();
      awaitShared(promql, 2);
      second.process().resume();
      awaitShared(promql, 3);
      try (KopulaServer fourth = replica(prometheus, 3)) {
        prometheus.reload(scrapes(target, first, second, third, fourth));
        awaitShared(promql, 4);
        fourth.stop();
        awaitShared(promql, 3);
      }
      assertScoredOnce(promql, from, Instant.now());
    }
  }

  /** All entities have been scored lately, by so many replicas, for some steps on end. */
  private static void awaitShared(PromqlClient promql, int replicas) {
    String fresh = SCORED + " > time() - " + (2 * STEP + 1);
    await("all entities scored by " + replicas + " replicas")
        .atMost(Duration.ofMinutes(4))
        .during(Duration.ofSeconds(3 * STEP))
        .pollInterval(Duration.ofSeconds(1))
        .until(
            () ->
                promql.value("count(" + fresh + ")").orElse(0) == SERVICES
                    && promql.value("count(count by (instance) (" + fresh + "))").orElse(0)
                        == replicas);
  }

  private static void assertScoredOnce(PromqlClient promql, Instant from, Instant until) {
    Map<String, Map<Long, Set<String>>> scored = new TreeMap<>();
    promql
        .ranges(SCORED, from, until, 1)
        .forEach(
            (labels, values) ->
                values
                    .values()
                    .forEach(
                        step ->
                            scored
                                .computeIfAbsent(labels.get("service"), none -> new TreeMap<>())
                                .computeIfAbsent(step.longValue(), none -> new TreeSet<>())
                                .add(labels.get("instance"))));
    assertThat(scored).hasSize(SERVICES);
    List<String> twice = new ArrayList<>();
    long steps = 0;
    long missed = 0;
    long longest = 0;
    for (Map<Long, Set<String>> entity : scored.values()) {
      long last = entity.keySet().iterator().next() - STEP;
      for (Map.Entry<Long, Set<String>> step : entity.entrySet()) {
        long gap = (step.getKey() - last) / STEP - 1;
        missed += gap;
        longest = Math.max(longest, gap);
        last = step.getKey();
        steps++;
        if (step.getValue().size() > 1) {
          twice.add(Instant.ofEpochSecond(step.getKey()) + " by " + step.getValue());
        }
      }
    }
    System.out.printf(
        "sharing: %d scores in %d s; %d scored by two replicas, %d missed, at most %d on end%n",
        steps, until.getEpochSecond() - from.getEpochSecond(), twice.size(), missed, longest);
    assertThat(twice).as("scores by two replicas of one step").isEmpty();
    assertThat(longest).as("cycles missed on end").isLessThanOrEqualTo(LONGEST_GAP);
  }

  private KopulaServer replica(PrometheusServer prometheus, int ordinal) {
    return KopulaServer.start(
        """
        global: {step: %ds, latency_offset: 1s, model_dir: '%s'}
        datasource: {url: '%s'}
        groups:
          - name: fleet
            by: [service]
            fit: {window: %ds}
            variables: {requests: requests, cpu: cpu, memory: memory}
        """
                .formatted(STEP, folder, prometheus.url(), HISTORY)
            + store,
        "--replica=kopula-" + ordinal);
  }

  private static String scrapes(LiveTarget target, KopulaServer... replicas) {
    StringBuilder config =
        new StringBuilder(
            """
            global: {scrape_interval: 1s, evaluation_interval: 1s}
            scrape_configs:
              - job_name: fleet
                static_configs: [{targets: ['%s'], labels: {instance: fleet}}]
            """
                .formatted(target.address()));
    if (replicas.length > 0) {
      config.append("  - job_name: kopula\n    honor_labels: true\n    static_configs:\n");
      for (KopulaServer replica : replicas) {
        config.append("      - targets: ['%s']%n".formatted(replica.address()));
      }
    }
    return config.toString();
  }

  private static String history() {
    long end = now();
    StringBuilder text = new StringBuilder();
    for (String metric : new String[] {"requests", "cpu", "memory"}) {
      text.append("# TYPE ").append(metric).append(" gauge\n");
      for (int service = 0; service < SERVICES; service++) {
        for (long time = end - HISTORY; time < end; time += STEP) {
          text.append(sample(metric, service, time, "job=\"fleet\",instance=\"fleet\","))
              .append(' ')
              .append(time)
              .append('\n');
        }
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static String exposition(long time) {
    StringBuilder text = new StringBuilder();
    for (String metric : new String[] {"requests", "cpu", "memory"}) {
      IntStream.range(0, SERVICES)
          .forEach(service -> text.append(sample(metric, service, time, "")).append('\n'));
    }
    return text.toString();
  }

  /** Traffic that comes and goes, cpu that follows it, memory of its own; each with some noise. */
  private static String sample(String metric, int service, long time, String labels) {
    double traffic = 10 + service + 5 * Math.sin(time / 60.0 + service) + noise(time, service);
    double value =
        switch (metric) {
          case "requests" -> traffic;
          case "cpu" -> 0.3 * traffic + 0.2 * noise(time, service + 100);
          default -> 500 + service + 3 * noise(time, service + 200);
        };
    return "%s{%sservice=\"s%02d\"} %.4f".formatted(metric, labels, service, value);
  }

  /** The same for the same time, whoever asks. */
  private static double noise(long time, int series) {
    return new SplittableRandom(time / STEP * 1000 + series).nextDouble() * 2 - 1;
  }

  private static long now() {
    return Instant.now().getEpochSecond();
  }
}
