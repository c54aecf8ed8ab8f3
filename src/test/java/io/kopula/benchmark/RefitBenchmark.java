package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore;
import io.kopula.collector.Collector;
import io.kopula.collector.IncidentLog;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.export.micrometer.MicrometerSink;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.sharing.Share;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Whether scoring keeps its time while models are fitted: a group whose entities have a model each,
 * all of which are due for a fit. First the fits are held back, then they run, one after the other
 * as the collector does it. {@code -Dsizes=100} entities; in a JVM that is started as the image
 * does, on the real clock.
 */
public final class RefitBenchmark {
  private static final String ENTITIES = "100";
  private static final int WIDTH = 20;
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final Duration MEASURED = Duration.ofMinutes(2);

  /** The first ones load models and read their whole window. */
  private static final int LEFT_OUT = 5;

  private RefitBenchmark() {}

  /**
   * @param arguments none; in a JVM of its own how many entities
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 0) {
      String asked = System.getProperty("sizes", "");
      ImageJvm.run(RefitBenchmark.class, asked.isBlank() ? ENTITIES : asked);
      return;
    }
    quietLog();
    System.out.println(Machine.describe());
    Path models = Files.createTempDirectory("kopula-refit");
    try {
      measure(models, Integer.parseInt(arguments[0]));
    } finally {
      new BundleStore(models).discard(models);
    }
  }

  private static void quietLog() {
    Logger.getLogger("").setLevel(Level.OFF);
    org.jboss.logmanager.Logger.getLogger("").setLevel(Level.OFF);
    org.jboss.logmanager.Logger.getLogger("").clearHandlers();
  }

  @SuppressWarnings("deprecation") // as MicrometerSink
  private static void measure(Path models, int entities) throws Exception {
    GroupConfig group = group();
    System.out.println("fits the model that all begin with");
    try (StoredFleet stored = StoredFleet.fit(group, ShopFleet::entity, ShopFleet::frame)) {
      stored.each(models, entities, Instant.now().minus(group.fit().every()));
    }
    CycleSink sink =
        new CycleSink(
            new MicrometerSink(
                new io.micrometer.prometheus.PrometheusMeterRegistry(
                    io.micrometer.prometheus.PrometheusConfig.DEFAULT)));
    HeldFits fits =
        new HeldFits(new TensorFlowModels(new BundleStore(models), Clock.systemUTC(), "benchmark"));
    DatasourceConfig datasource = DatasourceConfig.of(URI.create("http://nowhere"));
    try (Collector collector =
        new Collector(
            new Configuration(models, datasource, null, List.of(group)),
            unused -> new ShopFleetSource(entities),
            fits,
            Share.WHOLE,
            sink,
            IncidentLog.toLog(),
            new FeedbackStore(models),
            Clock.systemUTC())) {
      collector.start();
      while (sink.cycles() < LEFT_OUT) {
        TimeUnit.SECONDS.sleep(1);
      }
      CycleSink.Count without = count(sink, "fits held back");
      fits.letGo();
      CycleSink.Count with = count(sink, "fits running");
      report(entities, without, with);
    }
  }

  private static CycleSink.Count count(CycleSink sink, String what) throws Exception {
    CycleSink.Count unused = sink.take();
    TimeUnit.MILLISECONDS.sleep(MEASURED.toMillis());
    CycleSink.Count count = sink.take();
    System.out.println(what + ": " + count.cycles() + ", " + count.fits() + " fits");
    return count;
  }

  private static void report(int entities, CycleSink.Count without, CycleSink.Count with) {
    System.out.printf(
        Locale.ROOT,
        "%n%d entities of %d variables, a model each, a step of %d s; in %d minutes %.0f of %d were"
            + " fitted%n%n",
        entities,
        WIDTH,
        STEP.toSeconds(),
        MEASURED.toMinutes(),
        with.fits(),
        entities);
    System.out.println("| | cycles | median, ms | 99 %, ms | longest, ms | steps skipped |");
    System.out.println("|---|---|---|---|---|---|");
    row("without fits", without);
    row("while fits run", with);
    System.out.printf(
        Locale.ROOT,
        "| ratio | | %.2f | %.2f | %.2f | |%n",
        with.cycles().median() / without.cycles().median(),
        with.cycles().p99() / without.cycles().p99(),
        with.cycles().quantile(1) / without.cycles().quantile(1));
  }

  private static void row(String what, CycleSink.Count count) {
    System.out.printf(
        Locale.ROOT,
        "| %s | %d | %.0f | %.0f | %.0f | %.0f |%n",
        what,
        count.cycles().count(),
        count.cycles().median() * 1e3,
        count.cycles().p99() * 1e3,
        count.cycles().quantile(1) * 1e3,
        count.skipped());
  }

  private static GroupConfig group() {
    return new GroupConfig(
        ShopFleet.GROUP,
        List.of(ShopFleet.LABEL),
        IntStream.range(0, WIDTH)
            .mapToObj(variable -> new VariableConfig("v" + variable, String.valueOf(variable)))
            .toList(),
        STEP,
        Duration.ZERO,
        List.of(Duration.ofDays(1)),
        ZoneOffset.UTC,
        new ModelConfig(Scope.ENTITY, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT),
        new FitConfig(STEP.multipliedBy(600), Duration.ofDays(1), 500, List.of()),
        new AlertConfig(1, 3));
  }
}
