package io.kopula.benchmark;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.collector.TensorFlowModels;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.scoring.CalibratedScorer;
import io.kopula.scoring.EntityModel;
import io.kopula.scoring.EvidenceModel;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.tensorflow.types.TFloat32;

/**
 * The whole scoring path, from windows to scores with contributions, against TensorFlow's bare
 * session on the same model and as many windows, in turn in one JVM with the flags of the image;
 * and both against the arithmetic of the model. {@code -Dsizes=} takes numbers of windows.
 */
public final class ScoringBenchmark {
  private static final String SIZES = "16,64,256,1000,5000";
  private static final int BATCH = 256;
  private static final int SMALL_BATCH = 64; // of CalibratedScorer
  private static final double WARM_UP_SECONDS = 5;
  private static final double MEASURED_SECONDS = 15;
  private static final int LEAST_ROUNDS = 11;

  private ScoringBenchmark() {}

  public static void main(String[] args) throws Exception {
    if (args.length > 0) {
      measure(Path.of(args[0]), args[1]);
      return;
    }
    String sizes = System.getProperty("sizes", "");
    String wanted = sizes.isEmpty() ? SIZES : sizes;
    int most = Arrays.stream(wanted.split(",", -1)).mapToInt(Integer::parseInt).max().orElse(0);
    Path folder = Files.createTempDirectory("kopula-scoring");
    System.out.println("fits the model");
    try (StoredFleet models =
        StoredFleet.fit(
            Fleet.group(Scope.SHARED),
            Fleet::entity,
            (service, variables, grid) -> Fleet.frame(service, grid))) {
      models.shared(folder, Math.max(BATCH, most), Instant.now());
      ImageJvm.run(ScoringBenchmark.class, folder.toString(), wanted);
    } finally {
      new BundleStore(folder).discard(folder);
    }
  }

  private static void measure(Path folder, String sizes) throws Exception {
    System.out.println(Machine.describe());
    BundleStore store = new BundleStore(folder);
    Bundle bundle =
        store.read(store.versions(new ModelKey(Fleet.group(Scope.SHARED).name(), null)).get(0));
    try (CalibratedScorer scorer = TensorFlowModels.open(bundle);
        BareModel bare = new BareModel(bundle.folder())) {
      EvidenceModel model = scorer.model();
      float[] batch = encoded(scorer, windows(model, BATCH, 0));
      long multiplyAdds;
      try (TFloat32 one = BareModel.tensor(batch, 1, model.window(), model.inputs())) {
        multiplyAdds = bare.multiplyAdds(one);
      }
      double peak = BareModel.peak(50);
      System.out.printf(
          Locale.ROOT,
          "%.2f million multiply-adds a window; one product of 1,024 x 1,024: %.1f thousand million"
              + " a second%n",
          multiplyAdds / 1e6,
          peak / 1e9);
      try (TFloat32 full = BareModel.tensor(batch, BATCH, model.window(), model.inputs())) {
        bare.run(full);
        System.out.println("in the session: " + bare.operations(full, 10));
      }
      System.out.println(
          "| windows | session, ms | in batches of 64 | scoring, ms | scoring : session |"
              + " : in batches of 64 | session : arithmetic | windows a core-second |"
              + " series a core-second |");
      for (String size : sizes.split(",", -1)) {
        int windows = Integer.parseInt(size);
        measure(scorer, bare, batch, windows, multiplyAdds / peak);
      }
    }
  }

  /**
   * @param least seconds that the arithmetic of a window takes
   */
  private static void measure(
      CalibratedScorer scorer, BareModel bare, float[] batch, int count, double least) {
    EvidenceModel model = scorer.model();
    List<List<Frame>> steps = List.of(windows(model, count, 0), windows(model, count, 1));
    Timings session = new Timings();
    Timings small = new Timings();
    Timings whole = new Timings();
    double cpu = 0;
    try (Ready large = new Ready(bare, model, batch, count, BATCH);
        Ready several = new Ready(bare, model, batch, count, SMALL_BATCH)) {
      long begun = System.nanoTime();
      while (seconds(begun) < WARM_UP_SECONDS + MEASURED_SECONDS
          || session.count() < LEAST_ROUNDS) {
        boolean warm = seconds(begun) > WARM_UP_SECONDS;
        (warm ? session : new Timings()).time(large::run);
        (warm ? small : new Timings()).time(several::run);
        double before = Machine.cpuSeconds(ProcessHandle.current().pid());
        List<Frame> windows = steps.get(whole.count() % 2); // each time a step on, or back
        (warm ? whole : new Timings()).time(() -> scorer.score(windows));
        cpu += warm ? Machine.cpuSeconds(ProcessHandle.current().pid()) - before : 0;
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    double coreSeconds = cpu / whole.count();
    System.out.printf(
        Locale.ROOT,
        "| %,d | %.1f | %.1f | %.1f | %.3f | %.3f | %.1f | %,.0f | %,.0f |%n",
        count,
        session.median() * 1e3,
        small.median() * 1e3,
        whole.median() * 1e3,
        whole.median() / session.median(),
        whole.median() / small.median(),
        session.median() / (count * least),
        count / coreSeconds,
        count * Fleet.WIDTH / coreSeconds);
  }

  /** Windows as the model reads them, for the bare session, so many at once. */
  private static final class Ready implements AutoCloseable {
    private final BareModel bare;
    private final int count;
    private final int atOnce;
    private final TFloat32 full;
    private final TFloat32 rest;

    Ready(BareModel bare, EvidenceModel model, float[] batch, int count, int atOnce) {
      this.bare = bare;
      this.count = count;
      this.atOnce = atOnce;
      full = BareModel.tensor(batch, Math.min(count, atOnce), model.window(), model.inputs());
      rest = BareModel.tensor(batch, Math.max(1, count % atOnce), model.window(), model.inputs());
    }

    void run() {
      for (int from = 0; from + atOnce <= count; from += atOnce) {
        bare.run(full);
      }
      if (count % atOnce > 0) {
        bare.run(rest);
      }
    }

    @Override
    public void close() {
      full.close();
      rest.close();
    }
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** A batch as the model reads it: [windows, window, inputs]. */
  private static float[] encoded(CalibratedScorer scorer, List<Frame> windows) {
    EvidenceModel model = scorer.model();
    Calendar calendar =
        new Calendar(scorer.spec().seasons(), scorer.spec().step(), scorer.spec().zone());
    int size = model.window() * model.inputs();
    float[] encoded = new float[windows.size() * size];
    for (int i = 0; i < windows.size(); i++) {
      Frame window = windows.get(i);
      EntityModel known = scorer.knowledge().get(window.entity());
      new EncodedSeries(window, known.scaling(), calendar)
          .copyWindow(model.window() - 1, model.window(), encoded, i * size);
    }
    return encoded;
  }

  private static List<Frame> windows(EvidenceModel model, int count, int later) {
    Grid grid =
        Fleet.until(Instant.EPOCH.plus(Fleet.STEP.multipliedBy(1000L + later)), model.window());
    return IntStream.range(0, count).mapToObj(entity -> Fleet.frame(entity, grid)).toList();
  }
}
