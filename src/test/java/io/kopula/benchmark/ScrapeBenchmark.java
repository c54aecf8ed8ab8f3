package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.testing.KopulaServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * How long {@code /metrics} of the packaged application takes with {@code -Dsizes=5000} entities,
 * and what scrapes without a pause do to its cycles. Needs {@code mvn package -DskipTests
 * -DskipITs} and a Prometheus on the path.
 */
public final class ScrapeBenchmark {
  private static final String ENTITIES = "5000";
  private static final int WIDTH = 5;
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int SCRAPES = 200;
  private static final int CYCLES = 8;
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final KopulaServer kopula;
  private final HttpClient client = HttpClient.newHttpClient();

  private ScrapeBenchmark(KopulaServer kopula) {
    this.kopula = kopula;
  }

  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.describe());
    Path jar = KopulaServer.packaged();
    System.out.println(jar + " with " + ImageJvm.FLAGS + " " + ImageJvm.ENVIRONMENT);
    String asked = System.getProperty("sizes", "");
    int entities = Integer.parseInt(asked.isBlank() ? ENTITIES : asked);
    Path models = Files.createTempDirectory("kopula-scrape");
    try (ShopFleet fleet = ShopFleet.start(entities, WIDTH, STEP)) {
      System.out.println("fits a model");
      try (StoredFleet stored =
          StoredFleet.fit(fleet.group(models), ShopFleet::entity, ShopFleet::frame)) {
        stored.shared(models, entities, Instant.now());
      }
      try (KopulaServer kopula = KopulaServer.prepare(fleet.configuration(models))) {
        kopula.jvm(ImageJvm.FLAGS, ImageJvm.ENVIRONMENT);
        kopula.start();
        new ScrapeBenchmark(kopula).run(entities);
      }
    } finally {
      new BundleStore(models).discard(models);
    }
  }

  private void run(int entities) throws Exception {
    awaitScores(entities);
    Scrape one = scrape("identity");
    System.out.printf(
        Locale.ROOT,
        "%n%,d entities of %d variables, %,d series%n%n",
        entities,
        WIDTH,
        one.series());
    System.out.println("| scrapes | median, ms | 99 %, ms | MB |");
    System.out.println("|---|---|---|---|");
    scrapes("identity");
    scrapes("gzip");

    System.out.println();
    System.out.println("| cycles | number | mean, s | steps skipped |");
    System.out.println("|---|---|---|---|");
    double alone = cycles("without scrapes", () -> TimeUnit.SECONDS.sleep(cyclesSeconds()));
    Timings scrapes = new Timings();
    double scraped = cycles("scraped without a pause", () -> scrapeOn(scrapes));
    System.out.printf(Locale.ROOT, "| ratio | | %.2f | |%n", scraped / alone);
    System.out.printf(
        Locale.ROOT,
        "%n%d scrapes without a pause: median and 99 %% %s; resident %.0f MB, at most %.0f%n",
        scrapes.count(),
        scrapes,
        Machine.residentMegabytes(kopula.process().pid()),
        Machine.peakMegabytes(kopula.process().pid()));
  }

  private static long cyclesSeconds() {
    return CYCLES * STEP.toSeconds();
  }

  private void awaitScores(int entities) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    double scored = 0;
    while (scored < entities) {
      if (System.nanoTime() > deadline || !kopula.process().isAlive()) {
        throw new IllegalStateException(
            scored + " of " + entities + " are scored; its log:\n" + kopula.process().log());
      }
      TimeUnit.SECONDS.sleep(2);
      scored = scrape("identity").sum("kopula_entities{", each -> each.contains("\"scored\""));
    }
  }

  private void scrapes(String encoding) throws Exception {
    Timings timings = new Timings();
    Scrape last = scrape(encoding);
    for (int i = 0; i < SCRAPES; i++) {
      last = scrape(encoding);
      timings.add(last.seconds());
    }
    System.out.printf(
        Locale.ROOT,
        "| %d, asked for %s, answered %s | %.0f | %.0f | %.2f |%n",
        timings.count(),
        encoding,
        last.encoding(),
        timings.median() * 1e3,
        timings.p99() * 1e3,
        last.body().length / 1e6);
  }

  private void scrapeOn(Timings timings) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(cyclesSeconds());
    while (System.nanoTime() < end) {
      timings.add(scrape("identity").seconds());
    }
  }

  /**
   * @return how long a cycle took, seconds
   */
  private double cycles(String what, Timings.Work meanwhile) throws Exception {
    Scrape before = scrape("identity");
    meanwhile.run();
    Scrape after = scrape("identity");
    double number =
        after.sum("kopula_cycle_duration_seconds_count")
            - before.sum("kopula_cycle_duration_seconds_count");
    double seconds =
        after.sum("kopula_cycle_duration_seconds_sum")
            - before.sum("kopula_cycle_duration_seconds_sum");
    double skipped =
        after.sum("kopula_cycle_overruns_total") - before.sum("kopula_cycle_overruns_total");
    System.out.printf(
        Locale.ROOT, "| %s | %.0f | %.2f | %.0f |%n", what, number, seconds / number, skipped);
    return seconds / number;
  }

  private Scrape scrape(String encoding) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(kopula.url().resolve("/metrics"))
            .header("Accept-Encoding", encoding)
            .timeout(PATIENCE)
            .build();
    long started = System.nanoTime();
    HttpResponse<byte[]> answer = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
    double seconds = (System.nanoTime() - started) / 1e9;
    if (answer.statusCode() != 200) {
      throw new IOException("/metrics: HTTP " + answer.statusCode());
    }
    return new Scrape(
        seconds, answer.headers().firstValue("Content-Encoding").orElse("plain"), answer.body());
  }

  /**
   * An answer.
   *
   * @param seconds from the request to its last byte
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Scrape(double seconds, String encoding, byte[] body) {
    long series() {
      return text().lines().filter(line -> !line.startsWith("#")).count();
    }

    double sum(String series) {
      return sum(series, line -> true);
    }

    /** Of all series whose name begins so. */
    double sum(String series, Predicate<String> which) {
      return text()
          .lines()
          .filter(line -> line.startsWith(series) && which.test(line))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }

    private String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }
}
