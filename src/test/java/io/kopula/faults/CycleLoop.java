package io.kopula.faults;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.collector.Collector;
import io.kopula.collector.FastCollector;
import io.kopula.collector.Incident;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink;
import io.kopula.model.Dependence;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.testing.FastClock;
import io.kopula.testing.SmallSizes;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * A process of its own in which a collector scores a shop for ever, hours in a second, until it is
 * killed. Incidents come and go, and each is marked, twice. Says:
 *
 * <pre>
 * fitting
 * stored FOLDER   a model is in the store
 * scored FOLDER   the first scores with a model
 * marked ID       an incident's mark is stored
 * </pre>
 */
final class CycleLoop {
  static final ModelKey KEY = new ModelKey("shop", null);

  private static final Duration STEP = Duration.ofSeconds(30);

  /** A step is about as long as a cycle takes. */
  private static final double SPEED = 6_000;

  private static final int STEPS_BETWEEN_INCIDENTS = 20;
  private static final int STEPS_OF_AN_INCIDENT = 10;

  private CycleLoop() {}

  /**
   * @param args folder of models, time at which it begins
   */
  public static void main(String[] args) throws Exception {
    Path root = Path.of(args[0]);
    FastClock clock = new FastClock(Instant.parse(args[1]), SPEED);
    Semaphore cycles = new Semaphore(0);
    Collector collector =
        FastCollector.of(
            new Configuration(
                root, DatasourceConfig.of(URI.create("http://source")), null, List.of(group())),
            datasource -> source(),
            new UntrainedModels(new BundleStore(root), clock, System.out::println),
            counting(cycles),
            clock);
    collector.start();
    Set<String> marked = new HashSet<>();
    while (true) {
      cycles.acquire();
      for (Incident incident : collector.incidents(KEY.group())) {
        if (marked.add(incident.id())) {
          mark(collector, incident.id());
        }
      }
    }
  }

  /** A false alarm after all is none: its entity's threshold is as before. */
  private static void mark(Collector collector, String incident) throws IOException {
    collector.mark(incident, Verdict.FALSE_ALARM, "x".repeat(200));
    collector.mark(incident, Verdict.REAL, "");
    System.out.println("marked " + incident);
  }

  private static GroupConfig group() {
    return new GroupConfig(
        KEY.group(),
        List.of("service"),
        List.of(new VariableConfig("a", "traffic"), new VariableConfig("b", "cpu")),
        STEP,
        Duration.ZERO,
        List.of(Duration.ofDays(1)),
        ZoneId.of("UTC"),
        new ModelConfig(Scope.SHARED, Dependence.STUDENT_T_COPULA, SmallSizes.tiny()),
        new FitConfig(Duration.ofHours(2), Duration.ofMinutes(20), 200, List.of()),
        new AlertConfig(1, 2));
  }

  /** Its first variable is what it will score. */
  private static ShopSource source() {
    ShopSource source = new ShopSource();
    source.services.retainAll(List.of("cart"));
    source.fault =
        ShopSource.samples("traffic", (service, millis, usual) -> isIncident(millis) ? 1.5 : 0.5);
    return source;
  }

  private static boolean isIncident(long millis) {
    return millis / STEP.toMillis() % STEPS_BETWEEN_INCIDENTS < STEPS_OF_AN_INCIDENT;
  }

  /** Hears when a cycle is over. */
  private static MetricSink counting(Semaphore cycles) {
    return new MetricSink() {
      @Override
      public void setGauge(Metric gauge, String owner, List<Row> rows) {}

      @Override
      public void increment(Metric counter, Map<String, String> labels, double amount) {
        if (counter == Metric.CYCLES_TOTAL) {
          cycles.release();
        }
      }

      @Override
      public void observe(Metric histogram, Map<String, String> labels, double value) {}
    };
  }
}
