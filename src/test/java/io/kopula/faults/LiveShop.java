package io.kopula.faults;

import io.kopula.testing.Commands;
import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.LiveTarget;
import io.kopula.testing.PrometheusServer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * The packaged Kopula with a model of its own, a real Prometheus with history that scrapes a live
 * target, and a proxy between both.
 */
final class LiveShop implements AutoCloseable {
  private static final int HISTORY = 600;

  final LiveTarget target = LiveTarget.start(() -> exposition(now(), ""));
  final PrometheusServer prometheus =
      PrometheusServer.builder().config(scrapes()).backfill(history()).start();
  final FaultyProxy proxy;
  final FaultyProxy otlp;
  final KopulaServer kopula;

  /**
   * What Kopula's process holds.
   *
   * @param megabytes resident memory, after everything was given back that it does not need
   */
  record Use(int threads, long files, long megabytes) {}

  LiveShop() throws IOException {
    proxy = new FaultyProxy(prometheus.url());
    otlp = new FaultyProxy(URI.create("http://" + target.address()));
    kopula = KopulaServer.start(configuration());
    Awaitility.await("a model").atMost(java.time.Duration.ofMinutes(8)).until(kopula::isReady);
    awaitScore();
  }

  String configuration() {
    // the target answers 200 to whatever is below /metrics
    return """
        global: {step: 1s, latency_offset: 1s, seasons: [], model_dir: MODELS}
        datasource: {url: '%s', timeout: 1s, max_response_bytes: 64KB}
        otlp: {endpoint: '%s/metrics', interval: 1s}
        groups:
          - name: shop
            by: [service]
            model: {window: 16, horizons: [1]}
            fit: {window: 20m, min_points: 200}
            alert: {false_alarms_per_week: 1000}
            variables:
              traffic: shop_traffic
              cpu: shop_cpu
              requests: rate(shop_requests_total[5s])
        """
        .formatted(proxy.url(), otlp.url());
  }

  Scrape scrape() {
    return new Scrape(Http.get(kopula.url().resolve("/metrics")));
  }

  double failures(String kind) {
    return scrape().sum("kopula_source_failures_total", Map.of("kind", kind));
  }

  double failedPushes() {
    return scrape().sum("kopula_export_failures_total");
  }

  boolean hasScores() {
    return !scrape().all("kopula_anomaly_score").isEmpty();
  }

  /** A score of a step from now on. */
  void awaitScore() {
    long since = now();
    Awaitility.await("a new score")
        .atMost(java.time.Duration.ofSeconds(60))
        .ignoreExceptions()
        .until(() -> scrape().sum("kopula_last_scored_timestamp_seconds") >= since);
  }

  /** Lines of Kopula's log from a position on that contain a text. */
  long linesSince(int position, String text) {
    return kopula
        .process()
        .log()
        .substring(position)
        .lines()
        .filter(line -> line.contains(text))
        .count();
  }

  int logged() {
    return kopula.process().log().length();
  }

  Use use() throws IOException {
    Path process = Path.of("/proc", Long.toString(kopula.process().pid()));
    try (Stream<Path> threads = Files.list(process.resolve("task"));
        Stream<Path> files = Files.list(process.resolve("fd"))) {
      return new Use((int) threads.count(), files.count(), megabytes(process));
    }
  }

  private long megabytes(Path process) throws IOException {
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    String pid = process.getFileName().toString();
    Commands.run(jcmd, pid, "GC.run");
    Commands.run(jcmd, pid, "System.trim_native_heap");
    return Files.readAllLines(process.resolve("status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
        .sum();
  }

  private String scrapes() {
    return """
        global: {scrape_interval: 1s}
        scrape_configs:
          - job_name: shop
            honor_labels: true
            static_configs: [{targets: ['%s'], labels: {instance: live}}]
        """
        .formatted(target.address());
  }

  private static String history() {
    StringBuilder text = new StringBuilder();
    long now = now();
    for (String name : new String[] {"shop_traffic", "shop_cpu", "shop_requests_total"}) {
      text.append("# TYPE ").append(name.replace("_total", "")).append(" ");
      text.append(name.endsWith("_total") ? "counter" : "gauge").append('\n');
      for (long second = now - HISTORY; second < now; second++) {
        exposition(second, " " + second)
            .lines()
            .filter(line -> line.startsWith(name))
            .forEach(line -> text.append(line).append('\n'));
      }
    }
    return text.append("# EOF\n").toString();
  }

  private static String exposition(long second, String suffix) {
    double wave = Math.sin(second / 20.0);
    return String.format(
        Locale.ROOT,
        "shop_traffic{instance=\"live\",job=\"shop\",service=\"cart\"} %.3f%4$s%n"
            + "shop_cpu{instance=\"live\",job=\"shop\",service=\"cart\"} %.3f%4$s%n"
            + "shop_requests_total{instance=\"live\",job=\"shop\",service=\"cart\"} %d%4$s%n",
        10 + wave + noise(second, 1),
        20 + 2 * wave + noise(second, 2),
        7 * (second % 40),
        suffix);
  }

  /** The same at each scrape of a second. */
  private static double noise(long second, int series) {
    return 0.1 * Math.sin(second * 12.9898 * series + series);
  }

  static long now() {
    return Instant.now().getEpochSecond();
  }

  @Override
  public void close() throws IOException {
    kopula.close();
    proxy.close();
    otlp.close();
    prometheus.close();
    target.close();
  }
}
