package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.config.GroupConfig;
import io.kopula.testing.KopulaServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * How long the packaged application takes until it is ready, with a stored model, and what of: for
 * {@code -Dsizes=1,100} entities, with the image's JVM flags and without. Files are in the page
 * cache, as each first start is left out. Needs {@code mvn package -DskipTests -DskipITs} and a
 * Prometheus on the path.
 */
public final class StartBenchmark {
  private static final String ENTITIES = "1,100";
  private static final int WIDTH = 20;
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int STARTS = 5;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  /** DJL then says when it looks for its engine, and when it loads a model with it. */
  private static final String TELLING = "-Dquarkus.log.category.\"ai.djl\".level=DEBUG";

  private static final Pattern LINE = Pattern.compile("^\\d{4}-\\d\\d-\\d\\dT\\S+ ");

  private StartBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    System.out.println(Machine.describe());
    System.out.println(KopulaServer.packaged());
    List<String> flags = new ArrayList<>(ImageJvm.FLAGS);
    flags.add(TELLING);
    String asked = System.getProperty("sizes", "");
    List<String> rows = new ArrayList<>();
    for (String each : (asked.isBlank() ? ENTITIES : asked).split(",", -1)) {
      int entities = Integer.parseInt(each.trim());
      Path models = Files.createTempDirectory("kopula-start");
      try (ShopFleet fleet = ShopFleet.start(entities, WIDTH, STEP)) {
        store(fleet.group(models), models, entities);
        String configuration = fleet.configuration(models);
        rows.add(measure(entities, "image's", configuration, flags, ImageJvm.ENVIRONMENT));
        rows.add(measure(entities, "none", configuration, List.of(TELLING), Map.of()));
      } finally {
        new BundleStore(models).discard(models);
      }
    }
    System.out.println();
    System.out.println(
        "| entities | JVM flags | first line of the log | it listens | engine begins | engine loaded"
            + " | model loaded | ready | s of CPU | MB resident |");
    System.out.println("|---|---|---|---|---|---|---|---|---|---|");
    rows.forEach(System.out::println);
  }

  private static void store(GroupConfig group, Path models, int entities) throws Exception {
    System.out.println("fits a model");
    try (StoredFleet stored = StoredFleet.fit(group, ShopFleet::entity, ShopFleet::frame)) {
      stored.shared(models, entities, Instant.now());
    }
  }

  private static String measure(
      int entities,
      String name,
      String configuration,
      List<String> flags,
      Map<String, String> environment)
      throws Exception {
    List<Started> all = new ArrayList<>();
    try (KopulaServer kopula = KopulaServer.prepare(configuration)) {
      kopula.jvm(flags, environment);
      int logged = 0;
      for (int start = 0; start <= STARTS; start++) {
        Started started = start(kopula, logged);
        System.out.printf("  %d entities, flags %s%s%n", entities, name, started);
        if (start > 0) {
          all.add(started);
        }
        kopula.stop();
        logged = kopula.process().log().length();
      }
    }
    return "| " + entities + " | " + name + Started.median(all);
  }

  /**
   * @param logged what earlier starts have written, characters
   */
  private static Started start(KopulaServer kopula, int logged) throws Exception {
    Instant begin = Instant.now();
    kopula.start();
    Instant listens = Instant.now();
    while (!kopula.isReady()) {
      if (Duration.between(begin, Instant.now()).compareTo(PATIENCE) > 0) {
        throw new IllegalStateException("not ready; its log:\n" + kopula.process().log());
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    Instant ready = Instant.now();
    List<String> log = kopula.process().log().substring(logged).lines().toList();
    long pid = kopula.process().pid();
    return new Started(
        new double[] {
          seconds(begin, said(log, "")),
          seconds(begin, listens),
          seconds(begin, said(log, "Registering EngineProvider")),
          seconds(begin, said(log, "Loading model with")),
          seconds(begin, said(log, "scores with model")),
          seconds(begin, ready),
          Machine.cpuSeconds(pid),
          Machine.residentMegabytes(pid)
        });
  }

  /** When a text first appears in the log, in a line that begins with its time. */
  private static Instant said(List<String> log, String text) {
    return log.stream()
        .filter(line -> LINE.matcher(line).find() && line.contains(text))
        .findFirst()
        .map(line -> OffsetDateTime.parse(line.substring(0, line.indexOf(' '))).toInstant())
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no \"" + text + "\" in the log:\n" + String.join("\n", log)));
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1e3;
  }

  /**
   * A start: seconds since the process was started, of CPU, and MB, in the table's order. That it
   * listens is asked every 50 ms, whether it is ready every 20 ms; the rest is in its log.
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Started(double[] figures) {
    static Started median(List<Started> starts) {
      double[] medians = new double[starts.get(0).figures().length];
      for (int i = 0; i < medians.length; i++) {
        Timings each = new Timings();
        for (Started start : starts) {
          each.add(start.figures()[i]);
        }
        medians[i] = each.median();
      }
      return new Started(medians);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder();
      Arrays.stream(figures)
          .forEach(
              figure ->
                  text.append(
                      String.format(Locale.ROOT, figure < 100 ? " | %.2f" : " | %.0f", figure)));
      return text.append(" |").toString();
    }
  }
}
