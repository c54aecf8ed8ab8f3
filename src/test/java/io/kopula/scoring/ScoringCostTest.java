package io.kopula.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelSpec;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.Allocation;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import io.kopula.window.Scaling;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What scoring allocates around the model; it must not grow unnoticed. */
class ScoringCostTest {
  private static final int WIDTH = 20;
  private static final int WINDOWS = 64;
  private static final Duration STEP = Duration.ofSeconds(30);
  private static final List<String> VARIABLES =
      IntStream.range(0, WIDTH).mapToObj(i -> "v" + i).toList();

  /** Half of them are the encoded window: 56 steps of 56 numbers. */
  private static final long MOST_BYTES_A_WINDOW = 40_000;

  @Test
  void aWindowAllocatesNoMoreThanItDid() {
    ModelSpec spec =
        new ModelSpec(
            VARIABLES,
            STEP,
            List.of(Duration.ofDays(1)),
            ZoneOffset.UTC,
            1,
            Dependence.STUDENT_T_COPULA,
            Hyperparameters.DEFAULT);
    List<Frame> windows = IntStream.range(0, WINDOWS).mapToObj(i -> window(spec, i)).toList();
    Silent model = new Silent(spec);
    try (Scorer scorer = scorer(spec, model, windows)) {
      assertThat(scorer.score(windows)).hasSize(WINDOWS);
      assertThat(Allocation.of(() -> scorer.score(windows)) / WINDOWS)
          .as("bytes a window")
          .isLessThan(MOST_BYTES_A_WINDOW);
      assertThat(model.calls).as("one call a batch").isEqualTo(model.batches);
    }
  }

  private static Scorer scorer(ModelSpec spec, EvidenceModel model, List<Frame> windows) {
    Channels channels = model.channels();
    Significance significance =
        new Significance(
            IntStream.range(0, 10).mapToObj(i -> i / 10.0).collect(Collectors.toList()), 0.5, 0.1);
    Calibration calibration =
        new Calibration(
            Collections.nCopies(channels.count(), significance),
            new Calibration.Level(0.7, 5.5, true),
            new Calibration.Level(0.6, 7, true),
            1000);
    double[] ones = new double[WIDTH];
    java.util.Arrays.fill(ones, 1);
    EntityModel entity = new EntityModel(Scaling.of(new double[WIDTH], ones), calibration);
    Map<Entity, EntityModel> known =
        windows.stream().collect(Collectors.toMap(Frame::entity, each -> entity));
    return new CalibratedScorer(
        spec,
        "v1",
        Instant.EPOCH,
        model,
        new Baseline(
            Collections.nCopies(channels.size(), 0.0), Collections.nCopies(channels.size(), 1.0)),
        known,
        () -> {});
  }

  private static Frame window(ModelSpec spec, int index) {
    Grid grid = new Grid(0, STEP.toMillis(), spec.window());
    return Frame.of(
        Entity.of(Map.of("service", "s" + index)),
        VARIABLES,
        grid,
        IntStream.range(0, grid.length() * WIDTH).mapToDouble(i -> Math.sin(i + index)).toArray());
  }

  /** Finds nothing unusual, and counts how often it is asked. */
  private static final class Silent implements EvidenceModel {
    private final ModelSpec spec;
    private final Channels channels;
    private int calls;
    private int batches;

    Silent(ModelSpec spec) {
      this.spec = spec;
      Hyperparameters sizes = spec.hyperparameters();
      channels =
          new Channels(
              sizes.horizons().size() + 2,
              sizes.peakSteps(),
              sizes.lastingSteps(STEP),
              sizes.lags(),
              WIDTH);
    }

    @Override
    public Channels channels() {
      return channels;
    }

    @Override
    public int window() {
      return spec.window();
    }

    @Override
    public int inputs() {
      return EncodedSeries.inputWidth(
          WIDTH, new Calendar(spec.seasons(), spec.step(), spec.zone()).width());
    }

    @Override
    public float[] evidence(float[] windows, int count) {
      calls++;
      batches += count == WINDOWS ? 1 : 0;
      return new float[count * channels.outputs()];
    }

    @Override
    public float[] details(float[] windows, int count) {
      throw new UnsupportedOperationException("only scores are asked for");
    }

    @Override
    public float[] gradients(float[] windows, int count) {
      throw new UnsupportedOperationException("only scores are asked for");
    }
  }
}
