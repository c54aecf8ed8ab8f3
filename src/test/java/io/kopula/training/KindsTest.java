package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.model.Dependence;
import io.kopula.model.Latents;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.djl.Engines;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.testing.SmallSizes;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The kinds of model that are not the default go through all of training, on data with gaps and an
 * incident.
 */
class KindsTest {
  private static final Duration STEP = Duration.ofMinutes(1);

  @BeforeAll
  static void start() {
    Engines.start();
  }

  private static Frame history() {
    Random random = new Random(1);
    int length = 240;
    double[] values = new double[length * 3];
    for (int step = 0; step < length; step++) {
      double common = Math.sin(2 * Math.PI * step / 60) + 0.3 * random.nextGaussian();
      for (int j = 0; j < 3; j++) {
        boolean isGap = random.nextInt(20) == 0;
        double incident = step >= 150 && step < 154 ? 40 : 0;
        values[step * 3 + j] = isGap ? Double.NaN : common + 0.2 * random.nextGaussian() + incident;
      }
    }
    return Frame.of(
        Entity.of(Map.of("service", "cart")),
        List.of("a", "b", "c"),
        new Grid(0, STEP.toMillis(), length),
        values);
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, INNOVATION",
    "STUDENT_T, INNOVATION",
    "INDEPENDENT, EMBEDDING",
    "STUDENT_T_COPULA, EMBEDDING"
  })
  void isTrained(Dependence dependence, Latents latents) throws Exception {
    ModelSpec spec =
        new ModelSpec(
            List.of("a", "b", "c"),
            STEP,
            List.of(Duration.ofHours(1)),
            ZoneOffset.UTC,
            1,
            dependence,
            SmallSizes.tiny().change().latents(latents).epochs(2).stepsPerEpoch(5).build());
    List<Frame> history = List.of(history());
    try (Fitting.Fitted fitted = new Fitting(spec, history, FitProgress.SILENT).fit(history)) {
      assertThat(fitted.likelihood()).isFinite();
      fitted
          .weights()
          .forEach(
              (name, values) -> {
                for (float value : values) {
                  assertThat(value).as(name).isNotNaN();
                }
              });
    }
  }
}
