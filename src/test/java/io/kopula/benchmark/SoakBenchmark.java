package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.Collector;
import io.kopula.collector.FastCollector;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.export.Metric;
import io.kopula.export.micrometer.MicrometerSink;
import io.kopula.model.Dependence;
import io.kopula.model.Scope;
import io.kopula.testing.FastClock;
import io.kopula.testing.ShopLife;
import io.kopula.testing.SmallSizes;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Weeks of a collector's life in some minutes: cycles, fits, adoptions, outages, changes of the
 * configuration, scrapes, with the classes of the product on a simulated source and a fast clock,
 * in a JVM with the flags of the image. Says whether memory, threads or files grow. {@code
 * -Dminutes=30}.
 */
public final class SoakBenchmark {
  private static final Instant START = Instant.parse("2026-03-10T00:00:00Z"); // clocks change soon
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final double SPEED = 1200;
  private static final Duration EVERY = Duration.ofSeconds(10);

  /** The part of the time that is left out of trends: caches and arenas fill. */
  private static final double WARM_UP = 1.0 / 3;

  /** Taken at once, so that a heap that is used bit by bit is no growth. */
  private static final List<String> WHOLE_HEAP =
      List.of("-Xms256m", "-Xmx256m", "-XX:+AlwaysPreTouch");

  private final List<Double> hours = new ArrayList<>();
  private final List<ProcessUse> uses = new ArrayList<>();

  @SuppressWarnings("deprecation") // as MicrometerSink
  private final io.micrometer.prometheus.PrometheusMeterRegistry registry =
      new io.micrometer.prometheus.PrometheusMeterRegistry(
          io.micrometer.prometheus.PrometheusConfig.DEFAULT);

  public static void main(String[] args) throws Exception {
    if (args.length == 0) {
      ImageJvm.run(WHOLE_HEAP, SoakBenchmark.class, System.getProperty("minutes", "30"));
      return;
    }
    System.out.println(Machine.describe());
    quietLog();
    Path folder = Files.createTempDirectory("kopula-soak");
    try {
      new SoakBenchmark().run(folder, Double.parseDouble(args[0]));
    } finally {
      new BundleStore(folder).discard(folder);
    }
  }

  /** Without Quarkus the log manager would keep the last thousands of records in memory. */
  private static void quietLog() {
    Logger root = Logger.getLogger("");
    root.setLevel(Level.OFF);
    org.jboss.logmanager.Logger.getLogger("").setLevel(Level.OFF);
    org.jboss.logmanager.Logger.getLogger("").clearHandlers();
  }

  private void run(Path folder, double minutes) throws Exception {
    FastClock clock = new FastClock(START, SPEED);
    int reloads = 0;
    long started = System.nanoTime();
    try (Collector collector =
        FastCollector.of(
            configuration(folder, 0),
            datasource -> new SoakSource(4),
            new TensorFlowModels(new BundleStore(folder), clock, "soak"),
            new MicrometerSink(registry),
            clock)) {
      collector.start();
      System.out.println(
          "minute  days cycles  fits reloads | RSS heap code native MB, threads, files");
      while (minutesSince(started) < minutes) {
        TimeUnit.MILLISECONDS.sleep(EVERY.toMillis());
        collector.apply(configuration(folder, ++reloads));
        measure(started, clock, reloads);
      }
    }
    report();
  }

  private void measure(long started, FastClock clock, int reloads) throws Exception {
    String scrape = registry.scrape();
    ProcessUse use = ProcessUse.now();
    hours.add(minutesSince(started) / 60);
    uses.add(use);
    System.out.printf(
        Locale.ROOT,
        "%6.1f %5.1f %6.0f %5.0f %7d | %.0f %.1f %.1f %.0f, %.0f, %.0f; %d bytes a scrape%n",
        minutesSince(started),
        Duration.between(START, clock.instant()).toMinutes() / 1440.0,
        total(scrape, Metric.CYCLES_TOTAL),
        total(scrape, Metric.MODEL_FITS_TOTAL),
        reloads,
        use.resident(),
        use.heap(),
        use.code(),
        use.nativeMemory(),
        use.threads(),
        use.files(),
        scrape.length());
  }

  /** Sum over all series of a counter. */
  private static double total(String scrape, Metric counter) {
    return scrape
        .lines()
        .filter(line -> line.startsWith(counter.exportedName() + "{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }

  private void report() {
    boolean grows = trend("resident memory, MB", ProcessUse::resident);
    grows |= trend("heap after collection, MB", ProcessUse::heap);
    grows |= trend("compiled code, classes, MB", ProcessUse::code);
    grows |= trend("native memory, MB", ProcessUse::nativeMemory);
    grows |= trend("threads", ProcessUse::threads);
    grows |= trend("open files", ProcessUse::files);
    System.out.println(grows ? "verdict: something grows" : "verdict: nothing grows");
  }

  private boolean trend(String name, ToDoubleFunction<ProcessUse> value) {
    int from = (int) (uses.size() * WARM_UP);
    Trend trend =
        Trend.of(
            hours.subList(from, hours.size()).stream().mapToDouble(Double::doubleValue).toArray(),
            uses.subList(from, uses.size()).stream().mapToDouble(value).toArray());
    System.out.printf(
        Locale.ROOT,
        "%-26s mean %8.1f, an hour %+8.2f ± %.2f: %s%n",
        name,
        trend.mean(),
        trend.slope(),
        1.96 * trend.error(),
        trend.isGrowth() ? "grows" : "steady");
    return trend.isGrowth();
  }

  /** The bank's group changes each time, which replaces it; the source every fifth time. */
  private static Configuration configuration(Path folder, int version) {
    URI source = URI.create("http://source-" + version / 5 % 2);
    return new Configuration(
        folder,
        DatasourceConfig.of(source),
        null,
        List.of(
            group("shop", Scope.SHARED, 2),
            group("bank", Scope.SHARED, 2 + version % 2),
            group("each", Scope.ENTITY, 2)));
  }

  private static GroupConfig group(String name, Scope scope, int alarmSteps) {
    return new GroupConfig(
        name,
        List.of("service"),
        ShopLife.VARIABLES.stream().map(each -> new VariableConfig(each, each)).toList(),
        STEP,
        Duration.ofSeconds(30),
        List.of(Duration.ofDays(1)),
        ZoneId.of("Europe/Berlin"),
        new ModelConfig(scope, Dependence.STUDENT_T_COPULA, SmallSizes.trained()),
        new FitConfig(
            Duration.ofDays(2), Duration.ofHours(scope == Scope.SHARED ? 8 : 24), 200, List.of()),
        new AlertConfig(1, alarmSteps));
  }

  private static double minutesSince(long nanos) {
    return (System.nanoTime() - nanos) / 6e10;
  }
}
