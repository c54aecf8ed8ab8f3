package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.collector.TensorFlowModels;
import io.kopula.explanation.Explainer;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * What explaining costs beside scoring: both in turn, on the same batch of 256 windows of 20
 * variables, with the default model. Prints medians and the ratio of medians.
 */
public final class ExplanationBenchmark {
  private static final int WIDTH = 20;
  private static final int TRAINED = 1500;
  private static final int BATCH = 256;
  private static final int WARM_UP = 10;
  private static final int ROUNDS = 40;
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Entity ENTITY = Entity.of(Map.of("service", "cart"));
  private static final List<String> VARIABLES =
      IntStream.range(0, WIDTH).mapToObj(i -> "v" + i).toList();

  private ExplanationBenchmark() {}

  public static void main(String[] args) throws Exception {
    for (Latents latents : Latents.values()) {
      Path folder = Files.createTempDirectory("kopula-benchmark");
      try (Scorer scorer = fit(folder, latents)) {
        measure(latents, scorer);
      } finally {
        new BundleStore(folder).discard(folder);
      }
    }
  }

  private static Scorer fit(Path folder, Latents latents) throws Exception {
    Hyperparameters sizes =
        latents == Hyperparameters.DEFAULT.latents()
            ? Hyperparameters.DEFAULT
            : Hyperparameters.DEFAULT.withLatents(latents);
    ModelSpec spec =
        new ModelSpec(
            VARIABLES, STEP, List.of(), ZoneOffset.UTC, 20, Dependence.STUDENT_T_COPULA, sizes);
    return new TensorFlowModels(new BundleStore(folder), Clock.systemUTC(), "benchmark")
        .fit(new ModelKey("benchmark", null), spec, List.of(frame(TRAINED, 1)), FitProgress.SILENT);
  }

  /** Factors that wander, of which each variable has a few. */
  private static Frame frame(int length, double size) {
    Random random = new Random(3);
    double[] factors = new double[WIDTH / 4];
    double[] values = new double[length * WIDTH];
    for (int step = 0; step < length; step++) {
      for (int f = 0; f < factors.length; f++) {
        factors[f] = 0.95 * factors[f] + 0.3 * random.nextGaussian();
      }
      for (int v = 0; v < WIDTH; v++) {
        double common = factors[v % factors.length] + factors[(v + 1) % factors.length];
        values[step * WIDTH + v] = size * (common + 0.2 * random.nextGaussian());
      }
    }
    return Frame.of(ENTITY, VARIABLES, new Grid(0, STEP.toMillis(), length), values);
  }

  private static void measure(Latents latents, Scorer scorer) {
    List<Frame> usual = windows(frame(BATCH + 200, 1), scorer.spec().window());
    List<Frame> unusual = windows(frame(BATCH + 200, 4), scorer.spec().window());
    Explainer explainer = new Explainer(scorer);
    double[] scored = new double[ROUNDS];
    double[] attributed = new double[ROUNDS];
    double[] explained = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      List<Score> normal = scorer.score(usual);
      long between = System.nanoTime();
      List<Score> scores = scorer.score(unusual);
      long after = System.nanoTime();
      int count = explainer.explain(unusual, scores).size();
      long end = System.nanoTime();
      if (round >= 0 && normal.size() == count) {
        scored[round] = between - start;
        attributed[round] = after - between;
        explained[round] = end - after;
      }
    }
    double base = median(scored);
    System.out.printf(
        Locale.ROOT,
        "%s: scoring %d windows %.1f ms; where all are unusual %.2f x; explaining them %.2f x more%n",
        latents,
        BATCH,
        base / 1e6,
        median(attributed) / base,
        median(explained) / base);
  }

  private static List<Frame> windows(Frame frame, int window) {
    List<Frame> windows = new ArrayList<>();
    for (int end = frame.length() - BATCH + 1; end <= frame.length(); end++) {
      windows.add(frame.slice(end - window, end));
    }
    return windows;
  }

  private static double median(double[] nanos) {
    double[] sorted = nanos.clone();
    java.util.Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }
}
