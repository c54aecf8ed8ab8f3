package io.kopula.benchmark;

import io.kopula.benchmark.CycleStages.Stage;
import io.kopula.bundle.BundleStore;
import io.kopula.collector.EntityState;
import io.kopula.collector.GroupStatus;
import io.kopula.collector.SteppedGroup;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.export.micrometer.MicrometerSink;
import io.kopula.model.Scope;
import io.kopula.series.Grid;
import io.kopula.source.prometheus.PrometheusSource;
import io.kopula.source.prometheus.RecordedAnswers;
import io.kopula.source.prometheus.RequestListener;
import io.kopula.testing.Http;
import io.kopula.window.GroupReader;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Locale;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** The measured process of {@link CycleBenchmark}: cycles one after the other, nothing else. */
public final class FleetCycles {
  static final String HEADER =
      "| entities, model | total, median / p99 | read (fetch alone, parse alone) | assemble | score | explain | follow | export"
          + " | ms an entity | resident MB | heap MB | read MB | requests | CPU s, own + Prometheus |"
          + " first cycle s |";

  private static final int QUERIES_AT_ONCE = 4;
  private static final int STEPS_READ = 3; // the newest, and two again for late samples
  private static final int FETCHES = 40;
  private static final int PARSES = 12;
  private static final long SELF = ProcessHandle.current().pid();

  private FleetCycles() {}

  /**
   * @param args address and process of Prometheus, folder of models, scope, entities, first step,
   *     cycles
   */
  public static void main(String[] args) throws Exception {
    URI prometheus = URI.create(args[0]);
    long server = Long.parseLong(args[1]);
    Scope scope = Scope.valueOf(args[3].toUpperCase(Locale.ROOT));
    int entities = Integer.parseInt(args[4]);
    Instant first = Instant.parse(args[5]);
    int measured = Integer.parseInt(args[6]);
    AtomicInteger requests = new AtomicInteger();
    RequestListener counting = (code, took) -> requests.incrementAndGet();
    CycleStages stages = new CycleStages();
    ExecutorService queries = Executors.newFixedThreadPool(QUERIES_AT_ONCE);
    try (PrometheusSource source =
        new PrometheusSource(DatasourceConfig.of(prometheus), counting)) {
      TensorFlowModels models =
          new TensorFlowModels(new BundleStore(Path.of(args[2])), Clock.systemUTC(), "benchmark");
      SteppedGroup cycle =
          new SteppedGroup(
              Fleet.group(scope),
              stages.timed(source),
              stages.timed(models),
              stages.timed(new MicrometerSink(registry())),
              queries);
      run(cycle, stages, first, CycleBenchmark.WARM_UP);
      double firstCycle = stages.of(Stage.TOTAL).quantile(1);
      stages.reset();
      requests.set(0);
      double bytes = bytesSent(prometheus);
      double serverCpu = Machine.cpuSeconds(server);
      double ownCpu = Machine.cpuSeconds(SELF);
      run(cycle, stages, first.plus(Fleet.STEP.multipliedBy(CycleBenchmark.WARM_UP)), measured);
      double cycles = measured;
      ownCpu = (Machine.cpuSeconds(SELF) - ownCpu) / cycles;
      serverCpu = (Machine.cpuSeconds(server) - serverCpu) / cycles;
      bytes = (bytesSent(prometheus) - bytes) / cycles;
      requireScores(cycle.status(), entities);
      double resident = Machine.residentMegabytes(SELF);
      double heap = ProcessUse.now().heap();
      BareFetch fetch = new BareFetch(prometheus, Fleet.group(scope), Fleet.STEP);
      Instant last = first.plus(Fleet.STEP.multipliedBy(CycleBenchmark.WARM_UP + measured - 1L));
      double fetching = fetching(fetch, last, queries);
      double parsing = parsing(fetch, last, queries);
      Timings total = stages.of(Stage.TOTAL);
      System.out.printf(
          Locale.ROOT,
          "| %,d, %s | %.0f / %.0f ms | %.0f (%.0f, %.0f) | %.0f | %.0f | %.0f | %.0f | %.0f | %.2f | %.0f | %.0f"
              + " | %.2f | %.0f | %.2f + %.2f | %.1f |%n",
          entities,
          scope == Scope.SHARED ? "shared" : "of each",
          total.median() * 1e3,
          total.p99() * 1e3,
          millis(stages, Stage.READ),
          fetching * 1e3,
          parsing * 1e3,
          millis(stages, Stage.ASSEMBLE),
          millis(stages, Stage.SCORE),
          millis(stages, Stage.EXPLAIN),
          millis(stages, Stage.FOLLOW),
          millis(stages, Stage.EXPORT),
          total.median() * 1e3 / entities,
          resident,
          heap,
          bytes / 1e6,
          requests.get() / cycles,
          ownCpu,
          serverCpu,
          firstCycle);
      System.out.printf(
          Locale.ROOT, "(%.1f entities explained a cycle)%n", stages.explained() / cycles);
      cycle.close();
    } finally {
      queries.shutdownNow();
    }
  }

  /** Seconds, the median, of the last steps. */
  private static double fetching(BareFetch fetch, Instant last, ExecutorService queries)
      throws Exception {
    Timings timings = new Timings();
    for (int i = 0; i < FETCHES; i++) {
      Instant step = last.minus(Fleet.STEP.multipliedBy(i));
      (i < FETCHES / 4 ? new Timings() : timings).time(() -> fetch.run(step, STEPS_READ, queries));
    }
    return timings.median();
  }

  /** Seconds, the median, for what was answered at the last steps, from memory. */
  private static double parsing(BareFetch fetch, Instant last, ExecutorService queries)
      throws Exception {
    GroupConfig group = Fleet.group(Scope.SHARED);
    Timings timings = new Timings();
    for (int i = 0; i < PARSES; i++) {
      Instant step = last.minus(Fleet.STEP.multipliedBy(i));
      GroupReader reader =
          new GroupReader(new RecordedAnswers(fetch.answers(step, STEPS_READ)), queries);
      Grid grid = Fleet.until(step, STEPS_READ);
      (i < PARSES / 4 ? new Timings() : timings).time(() -> reader.read(group, grid));
    }
    return timings.median();
  }

  private static void run(SteppedGroup cycle, CycleStages stages, Instant first, int cycles) {
    for (int i = 0; i < cycles; i++) {
      Instant step = first.plus(Fleet.STEP.multipliedBy(i));
      stages.measure(() -> cycle.cycle(step));
    }
  }

  private static double millis(CycleStages stages, Stage stage) {
    return stages.of(stage).median() * 1e3;
  }

  private static void requireScores(GroupStatus status, int entities) {
    int scored = status.entities().getOrDefault(EntityState.SCORED, 0);
    if (scored != entities) {
      throw new IllegalStateException(
          "expected scores of " + entities + " entities, found " + status);
    }
  }

  @SuppressWarnings("deprecation") // as MicrometerSink
  private static io.micrometer.prometheus.PrometheusMeterRegistry registry() {
    return new io.micrometer.prometheus.PrometheusMeterRegistry(
        io.micrometer.prometheus.PrometheusConfig.DEFAULT);
  }

  /** Of answers to queries, as Prometheus itself counts. */
  private static double bytesSent(URI prometheus) {
    return Http.get(prometheus.resolve("/metrics"))
        .lines()
        .filter(
            line ->
                line.startsWith("prometheus_http_response_size_bytes_sum")
                    && line.contains("/api/v1/query_range"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .sum();
  }
}
