package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.TensorFlowModels;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.djl.Engines;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What a fit costs, by points of each entity, by variables and by entities that share the model:
 * {@code -Dsizes=4000x20x10,…}, of which the first is what the others are compared with. Each fit
 * has a JVM of its own, started as the image does, so that the most memory it ever had is this
 * fit's.
 */
public final class TrainingBenchmark {
  private static final String SIZES =
      "4000x20x10,1000x20x10,16000x20x10,4000x5x10,4000x50x10,4000x20x1,4000x20x100";

  // all sizes hold a day twice in what is trained on, so that all models have the same inputs
  private static final Duration STEP = Duration.ofMinutes(5);
  private static final List<Duration> SEASONS = List.of(Duration.ofDays(1));

  private TrainingBenchmark() {}

  /**
   * @param arguments none for all sizes; in a JVM of its own the one to fit
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length > 0) {
      System.out.println(fit(Size.of(arguments[0])));
      return;
    }
    String asked = System.getProperty("sizes", "");
    System.out.println(Machine.describe());
    System.out.println("each fit with " + ImageJvm.FLAGS + " " + ImageJvm.ENVIRONMENT);
    List<String> rows = new ArrayList<>();
    Cost first = null;
    for (String each : (asked.isBlank() ? SIZES : asked).split(",", -1)) {
      Size size = Size.of(each);
      Cost cost = Cost.of(ImageJvm.answer(TrainingBenchmark.class, size.toString()));
      first = first == null ? cost : first;
      rows.add(row(size, cost, first));
      System.out.println(rows.get(rows.size() - 1));
    }
    System.out.println();
    System.out.println(
        "| points | variables | entities | s | s of CPU | MB before | MB at most"
            + " | CPU, to the first | memory, to the first |");
    System.out.println("|---|---|---|---|---|---|---|---|---|");
    rows.forEach(System.out::println);
  }

  private static String row(Size size, Cost cost, Cost first) {
    return String.format(
        Locale.ROOT,
        "| %,d | %d | %d | %.1f | %.1f | %.0f | %.0f | %.2f | %.2f |",
        size.points(),
        size.variables(),
        size.entities(),
        cost.wall(),
        cost.cpu(),
        cost.before(),
        cost.most(),
        cost.cpu() / first.cpu(),
        cost.most() / first.most());
  }

  private static Cost fit(Size size) throws Exception {
    ModelSpec spec =
        new ModelSpec(
            IntStream.range(0, size.variables()).mapToObj(i -> "v" + i).toList(),
            STEP,
            SEASONS,
            ZoneOffset.UTC,
            1,
            Dependence.STUDENT_T_COPULA,
            Hyperparameters.DEFAULT);
    List<Frame> history =
        IntStream.range(0, size.entities())
            .mapToObj(entity -> frame(entity, spec.variables(), size.points()))
            .toList();
    Engines.start(); // a process does that once, whatever it fits
    Path folder = Files.createTempDirectory("kopula-training");
    BundleStore store = new BundleStore(folder);
    long self = ProcessHandle.current().pid();
    double before = Machine.residentMegabytes(self);
    double cpu = Machine.cpuSeconds(self);
    Timings wall = new Timings();
    try {
      wall.time(
          () ->
              new TensorFlowModels(store, Clock.systemUTC(), "benchmark")
                  .fit(new ModelKey("benchmark", null), spec, history, progress(size))
                  .close());
      return new Cost(
          wall.median(), Machine.cpuSeconds(self) - cpu, before, Machine.peakMegabytes(self));
    } finally {
      store.discard(folder);
    }
  }

  private static FitProgress progress(Size size) {
    String[] last = {""};
    return (phase, fraction) -> {
      if (!phase.equals(last[0])) {
        System.out.printf(Locale.ROOT, "  %s: %s, %.0f %%%n", size, phase, fraction * 100);
        last[0] = phase;
      }
    };
  }

  /** Factors that wander, of which each variable has two. */
  private static Frame frame(int entity, List<String> variables, int length) {
    Random random = new Random(entity);
    int width = variables.size();
    double[] factors = new double[Math.max(2, width / 4)];
    double[] values = new double[length * width];
    for (int step = 0; step < length; step++) {
      for (int f = 0; f < factors.length; f++) {
        factors[f] = 0.95 * factors[f] + 0.3 * random.nextGaussian();
      }
      for (int v = 0; v < width; v++) {
        double common = factors[v % factors.length] + factors[(v + 1) % factors.length];
        values[step * width + v] = common + 0.2 * random.nextGaussian();
      }
    }
    return Frame.of(
        Entity.of(Map.of("service", "s" + entity)),
        variables,
        new Grid(0, STEP.toMillis(), length),
        values);
  }

  /**
   * What is fitted.
   *
   * @param points of each entity
   */
  private record Size(int points, int variables, int entities) {
    static Size of(String text) {
      int[] parts = Arrays.stream(text.trim().split("x", -1)).mapToInt(Integer::parseInt).toArray();
      if (parts.length != 3) {
        throw new IllegalArgumentException(
            "sizes: expected POINTSxVARIABLESxENTITIES, found " + text);
      }
      return new Size(parts[0], parts[1], parts[2]);
    }

    @Override
    public String toString() {
      return points + "x" + variables + "x" + entities;
    }
  }

  /**
   * What it took. As text, numbers with spaces between.
   *
   * @param wall seconds
   * @param cpu seconds
   * @param before MB resident before the fit, with the history and the engine
   * @param most MB that were ever resident
   */
  private record Cost(double wall, double cpu, double before, double most) {
    static Cost of(String line) {
      double[] parts =
          Arrays.stream(line.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
      return new Cost(parts[0], parts[1], parts[2], parts[3]);
    }

    @Override
    public String toString() {
      return wall + " " + cpu + " " + before + " " + most;
    }
  }
}
