package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.model.Scope;
import io.kopula.series.Grid;
import io.kopula.testing.PrometheusServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Cycles of one group of 20 variables at scale, against a real Prometheus on the same machine. Each
 * size has a Prometheus and a JVM of its own, with the flags of the image. {@code -Dsizes=} takes
 * numbers of entities, with a {@code e} behind them for a model of each; {@code -Dcycles=} says how
 * many cycles are measured.
 */
public final class CycleBenchmark {
  static final int WARM_UP = 10;

  private static final int CYCLES = Integer.getInteger("cycles", 100);

  /** Steps of history before the first cycle: a window, and what a rate looks back. */
  private static final int HISTORY = 70;

  private static final String SIZES = "100,1000,5000,10e,50e,100e";

  private CycleBenchmark() {}

  public static void main(String[] args) throws Exception {
    System.out.println(Machine.describe());
    Path folder = Files.createTempDirectory("kopula-cycles");
    System.out.println("fits the model of all");
    try (StoredFleet models =
        StoredFleet.fit(
            Fleet.group(Scope.SHARED),
            Fleet::entity,
            (service, variables, grid) -> Fleet.frame(service, grid))) {
      System.out.println(FleetCycles.HEADER);
      for (String size : sizes()) {
        boolean each = size.endsWith("e");
        int entities = Integer.parseInt(size.replace("e", ""));
        measure(folder.resolve(size), models, each ? Scope.ENTITY : Scope.SHARED, entities);
      }
    } finally {
      new BundleStore(folder).discard(folder);
    }
  }

  private static List<String> sizes() {
    String sizes = System.getProperty("sizes", "");
    return Arrays.asList((sizes.isEmpty() ? SIZES : sizes).split(",", -1));
  }

  private static void measure(Path folder, StoredFleet models, Scope scope, int entities)
      throws Exception {
    Grid grid = Fleet.until(Instant.now(), HISTORY + WARM_UP + CYCLES);
    Instant first = grid.time(HISTORY);
    if (scope == Scope.SHARED) {
      models.shared(folder, entities, first);
    } else {
      models.each(folder, entities, first);
    }
    try (PrometheusServer prometheus = Fleet.serve(entities, grid)) {
      ImageJvm.run(
          FleetCycles.class,
          prometheus.url().toString(),
          Long.toString(prometheus.process().pid()),
          folder.toString(),
          scope.name().toLowerCase(Locale.ROOT),
          Integer.toString(entities),
          first.toString(),
          Integer.toString(CYCLES));
    }
  }
}
