package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.evaluation.Detector;
import io.kopula.model.Dependence;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Details;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import io.kopula.testing.SmallSizes;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KopulaDetectorTest {
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final List<String> VARIABLES = List.of("a", "b");
  private static final Frame TRAIN = frame(0, 40);
  private static final Frame TEST = frame(40, 10);

  private final CountingModels models = new CountingModels();

  private static Frame frame(int from, int length) {
    double[] values = IntStream.range(0, 2 * length).mapToDouble(i -> from + i / 2).toArray();
    return Frame.of(CART, VARIABLES, new Grid(from * 1000L, 1000, length), values);
  }

  private KopulaDetector detector(boolean isForRelations) {
    return new KopulaDetector(
        models,
        train ->
            new ModelSpec(
                train.variables(),
                Duration.ofSeconds(1),
                List.of(),
                ZoneOffset.UTC,
                1,
                Dependence.STUDENT_T_COPULA,
                SmallSizes.tiny()),
        train -> FitProgress.SILENT,
        isForRelations);
  }

  private static double[] run(Detector detector, Frame test) throws Exception {
    try (Detector.Fitted fitted = detector.fit(TRAIN)) {
      assertThat(fitted.threshold()).hasValue(Score.THRESHOLD);
      return fitted.score(TRAIN, test);
    }
  }

  private static double[] steps(double factor) {
    return IntStream.range(40, 50).mapToDouble(step -> factor * step).toArray();
  }

  @Test
  void theOtherScoreIsReadFromTheSameModel() throws Exception {
    KopulaDetector kopula = detector(false);
    assertThat(kopula.name()).isEqualTo("kopula");
    assertThat(kopula.other().name()).isEqualTo("kopula-relations");
    assertThat(run(kopula, TEST)).containsExactly(steps(1));
    assertThat(run(kopula.other(), TEST)).containsExactly(steps(10));
    assertThat(models.fits).isEqualTo(1);
    assertThat(models.closed).isEqualTo(1);
  }

  @Test
  void aSuiteOfRelationsLooksAtThem() throws Exception {
    KopulaDetector kopula = detector(true);
    assertThat(kopula.other().name()).isEqualTo("kopula-joint");
    assertThat(run(kopula, TEST)).containsExactly(steps(10));
    assertThat(run(kopula.other(), TEST)).containsExactly(steps(1));
    assertThat(models.fits).isEqualTo(1);
  }

  @Test
  void theOtherScoreAloneHasItsOwnFit() throws Exception {
    Detector other = detector(false).other();
    assertThat(run(other, TEST)).containsExactly(steps(10));
    assertThat(models.fits).isEqualTo(1);
    assertThat(models.closed).isEqualTo(1);
  }

  @Test
  void scoresOfAnotherFrameAreNotTaken() throws Exception {
    KopulaDetector kopula = detector(false);
    double[] first = run(kopula, TEST);
    double[] again = run(kopula.other(), frame(40, 10));
    assertThat(first).isNotEqualTo(again);
    assertThat(models.fits).isEqualTo(2);
  }

  @Test
  void aFitThatFailsFailsTheOtherToo() throws Exception {
    models.failure = "history: expected more";
    Detector.Fitted fitted = detector(false).other().fit(TRAIN);
    assertThatThrownBy(() -> fitted.score(TRAIN, TEST)).hasMessage("history: expected more");
  }

  @Test
  void bothBlameByContributions() throws Exception {
    KopulaDetector kopula = detector(false);
    double[][] expected = {{3 * 42, 7 * 42 - 1}, {3 * 49, 7 * 49 - 1}};
    assertThat(attributions(kopula, 2, 9)).isDeepEqualTo(expected);
    assertThat(attributions(kopula.other(), 2, 9)).isDeepEqualTo(expected);
    assertThat(models.fits).isEqualTo(1);
    assertThat(attributions(detector(true).other(), 2, 9)).isDeepEqualTo(expected);
  }

  private static double[][] attributions(Detector detector, int... steps) throws Exception {
    try (Detector.Fitted fitted = detector.fit(TRAIN)) {
      assertThat(fitted.score(TRAIN, TEST)).hasSize(10);
      return fitted.attributions(TRAIN, TEST, steps).orElseThrow();
    }
  }

  /** Scores are the last value, those of relations ten times it. */
  private static final class CountingModels implements ModelProvider {
    private int fits;
    private int closed;
    private String failure = "";

    @Override
    public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
      return Optional.empty();
    }

    @Override
    public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
      throw new AssertionError("no model is stored");
    }

    @Override
    public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
        throws FitException {
      fits++;
      if (!failure.isEmpty()) {
        throw new FitException(failure);
      }
      return new LastValue(spec);
    }

    @Override
    public Scorer adopt(Scorer current, List<Frame> history) {
      throw new AssertionError("no entity is adopted");
    }

    private final class LastValue implements Scorer {
      private final ModelSpec spec;

      private LastValue(ModelSpec spec) {
        this.spec = spec;
      }

      @Override
      public ModelSpec spec() {
        return spec;
      }

      @Override
      public String version() {
        return "v1";
      }

      @Override
      public Instant fittedAt() {
        return Instant.EPOCH;
      }

      @Override
      public Set<Entity> entities() {
        return Set.of(CART);
      }

      @Override
      public boolean isConservative(Entity entity) {
        return false;
      }

      @Override
      public List<Score> score(List<Frame> windows) {
        return windows.stream().map(this::score).toList();
      }

      private Score score(Frame frame) {
        int last = frame.length() - 1;
        double value = frame.value(last, 0);
        return new Score(
            frame.entity(),
            frame.grid().time(last),
            value,
            10 * value,
            1,
            List.of(new Contribution("a", value, 2 * value), new Contribution("b", -1, 7 * value)),
            List.of());
      }

      @Override
      public List<Details> details(List<Frame> windows) {
        throw new AssertionError("nothing is explained");
      }

      @Override
      public void close() {
        closed++;
      }
    }
  }
}
