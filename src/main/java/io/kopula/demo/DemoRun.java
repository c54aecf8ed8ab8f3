package io.kopula.demo;

import io.kopula.collector.CollectorStatus;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * One run of the demo: the shop with an hour of history behind the Prometheus API, a configuration
 * file that reads it, and what is told on the console. The collector that reads it is production's.
 */
public final class DemoRun implements AutoCloseable {
  /** Of the simulated shop and its incidents: each run has the same. */
  private static final long SEED = 20251102;

  /** The fit reads an hour; a little more, so that none of it is before the start. */
  private static final int HISTORY_SECONDS = 3660;

  private static final String RESOURCE = "/demo/kopula.yml";

  private final Shop shop;
  private final IncidentSchedule schedule;
  private final ShopServer server;
  private final Path folder;
  private final InstantSource clock;
  private final Consumer<String> out;
  private final Instant started;
  private final ScheduledExecutorService console =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "demo-console");
            thread.setDaemon(true);
            return thread;
          });

  private DemoRun(
      Shop shop,
      IncidentSchedule schedule,
      ShopServer server,
      Path folder,
      InstantSource clock,
      Consumer<String> out) {
    this.shop = shop;
    this.schedule = schedule;
    this.server = server;
    this.folder = folder;
    this.clock = clock;
    this.out = out;
    this.started = clock.instant();
  }

  /**
   * Starts the shop and writes its configuration file into a new folder of its own.
   *
   * @param out takes the lines for the console
   */
  public static DemoRun start(InstantSource clock, Consumer<String> out) throws IOException {
    ShopSimulator simulator =
        new ShopSimulator(SEED, clock.instant().getEpochSecond() - HISTORY_SECONDS);
    IncidentSchedule schedule = new IncidentSchedule(SEED);
    Shop shop = new Shop(simulator, schedule, new ShopHistory(simulator, HISTORY_SECONDS));
    Path folder = Files.createTempDirectory("kopula-demo");
    ShopServer server = ShopServer.start(shop, clock);
    DemoRun run = new DemoRun(shop, schedule, server, folder, clock, out);
    try {
      run.writeConfiguration();
      return run;
    } catch (IOException | RuntimeException e) {
      run.close();
      throw e;
    }
  }

  /** The configuration file: an ordinary one, to be read as any other. */
  public Path configurationFile() {
    return folder.resolve("kopula.yml");
  }

  /** Where the shop answers as a Prometheus. */
  public URI shopUrl() {
    return server.url();
  }

  /**
   * Tells on the console how the collector does, until the run is closed. Incidents begin a while
   * after it has begun to score.
   *
   * @param base where the program's own metrics and API are served
   */
  public void watch(CollectorStatus collector, URI base) {
    banner(base).forEach(out);
    DemoConsole lines = new DemoConsole(collector, shop, schedule, out, started);
    // the ticks catch what they throw: nobody need ask the future
    var unused = console.scheduleAtFixedRate(() -> tick(lines), 0, 1, TimeUnit.SECONDS);
  }

  @Override
  public void close() {
    console.shutdownNow();
    server.close();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      out.accept("could not be deleted: " + folder + " (" + e + ")");
    }
  }

  private List<String> banner(URI base) {
    return List.of(
        "",
        "A small shop of "
            + ShopService.values().length
            + " services with "
            + ShopMetric.values().length
            + " metrics each lives here, a day in five minutes.",
        "Kopula learns one model of all of them from the last 12 days, then scores every second.",
        "Then incidents come in which every single metric stays inside its usual range.",
        "",
        "  status    " + base.resolve("/"),
        "  metrics   " + base.resolve("/metrics"),
        "  scores    " + base.resolve("/api/v1/scores?group=shop"),
        "  groups    " + base.resolve("/api/v1/groups"),
        "  the shop  " + shopUrl() + "/api/v1/query?query=" + ShopMetric.REQUEST_RATE.series(),
        "  config    " + configurationFile(),
        "");
  }

  private void tick(DemoConsole lines) {
    try {
      lines.tick(clock.instant());
    } catch (RuntimeException e) {
      // the next tick may do better; without this the executor would drop it
      out.accept("console: " + e);
    }
  }

  private void writeConfiguration() throws IOException {
    try (InputStream resource = DemoRun.class.getResourceAsStream(RESOURCE)) {
      if (resource == null) {
        throw new IOException("resource: expected " + RESOURCE + ", found nothing");
      }
      String text = new String(resource.readAllBytes(), StandardCharsets.UTF_8);
      Files.writeString(
          configurationFile(),
          text.replace("${KOPULA_DEMO_URL}", shopUrl().toString())
              .replace("${KOPULA_DEMO_MODELS}", folder.resolve("models").toString()));
    }
  }
}
