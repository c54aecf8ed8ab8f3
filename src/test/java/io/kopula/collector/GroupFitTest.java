package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.model.Scope;
import io.kopula.scoring.Details;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GroupFitTest {
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:07Z");
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final Entity SHOP = Entity.of(Map.of("service", "shop"));
  private static final Entity YOUNG = Entity.of(Map.of("service", "young"));

  private final FakeModels models = new FakeModels();
  private final FakeSource source = new FakeSource();

  private GroupFit.Result run(Scope scope) throws Exception {
    GroupConfig group =
        new GroupConfig(
            "web",
            List.of("service"),
            List.of(new VariableConfig("load", "load"), new VariableConfig("cpu", "cpu")),
            STEP,
            Duration.ofSeconds(10),
            List.of(),
            ZoneOffset.UTC,
            new ModelConfig(scope, Dependence.GAUSSIAN, Hyperparameters.DEFAULT.withWindow(24)),
            new FitConfig(Duration.ofHours(5), Duration.ofDays(1), 200, List.of()),
            new AlertConfig(2, 1));
    return new GroupFit(group, source, models, () -> NOW).run(key -> FitProgress.SILENT);
  }

  @Test
  void aSharedModelIsFittedOnAllEntitiesWithEnoughHistory() throws Exception {
    GroupFit.Result result = run(Scope.SHARED);
    ModelKey key = new ModelKey("web", null);
    assertThat(result.fitted()).containsOnlyKeys(key);
    assertThat(result.young()).containsExactly(Map.entry(YOUNG, 50));
    assertThat(result.failed()).isEmpty();
    assertThat(models.fitted.get(key)).extracting(Frame::entity).containsExactly(CART, SHOP);
    Frame frame = models.fitted.get(key).get(0);
    assertThat(frame.variables()).containsExactly("load", "cpu");
    assertThat(frame.grid().time(frame.length() - 1))
        .as("the newest step whose latency offset is over")
        .isEqualTo(Instant.parse("2026-11-24T11:59:00Z"));
    assertThat(models.spec.window()).isEqualTo(24);
    assertThat(models.spec.dependence()).isEqualTo(Dependence.GAUSSIAN);
    assertThat(models.spec.falseAlarmsPerWeek()).isEqualTo(2);
    assertThat(models.open).isZero();
  }

  @Test
  void oneModelThatFailsDoesNotKeepTheOthersFromBeingFitted() throws Exception {
    models.failing = CART;
    GroupFit.Result result = run(Scope.ENTITY);
    assertThat(result.fitted()).containsOnlyKeys(new ModelKey("web", SHOP));
    assertThat(result.failed()).containsOnlyKeys(new ModelKey("web", CART));
    assertThat(result.young()).containsOnlyKeys(YOUNG);
  }

  @Test
  void aVariableThatCannotBeReadEndsIt() {
    source.failing = "cpu";
    assertThatThrownBy(() -> run(Scope.SHARED))
        .isInstanceOf(SourceException.class)
        .hasMessage("timed out");
    assertThat(models.fitted).isEmpty();
  }

  private static final class FakeModels implements ModelProvider {
    private final Map<ModelKey, List<Frame>> fitted = new LinkedHashMap<>();
    private ModelSpec spec;
    private Entity failing;
    private int open;

    @Override
    public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
      return Optional.empty();
    }

    @Override
    public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
      throw new AssertionError("nothing is explained");
    }

    @Override
    public Scorer fit(ModelKey key, ModelSpec wanted, List<Frame> history, FitProgress progress)
        throws FitException {
      if (failing != null && failing.equals(key.entity())) {
        throw new FitException("history: expected more");
      }
      fitted.put(key, history);
      spec = wanted;
      open++;
      return new FakeScorer(wanted);
    }

    @Override
    public Scorer adopt(Scorer current, List<Frame> history) {
      throw new UnsupportedOperationException();
    }

    private final class FakeScorer implements Scorer {
      private final ModelSpec spec;

      private FakeScorer(ModelSpec spec) {
        this.spec = spec;
      }

      @Override
      public ModelSpec spec() {
        return spec;
      }

      @Override
      public String version() {
        return "fake";
      }

      @Override
      public Instant fittedAt() {
        return NOW;
      }

      @Override
      public Set<Entity> entities() {
        return Set.of();
      }

      @Override
      public boolean isConservative(Entity entity) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<Score> score(List<Frame> windows) {
        throw new UnsupportedOperationException();
      }

      @Override
      public List<Details> details(List<Frame> windows) {
        throw new UnsupportedOperationException();
      }

      @Override
      public void close() {
        open--;
      }
    }
  }

  /** Two services with a whole history, and one that is 50 steps old. */
  private static final class FakeSource implements MetricSource {
    private String failing;

    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
        throws SourceException {
      if (expression.equals(failing)) {
        throw new SourceException(FailureKind.TIMEOUT, "timed out");
      }
      List<TimeSeries> series = new ArrayList<>();
      for (Entity entity : List.of(CART, SHOP, YOUNG)) {
        long from =
            entity.equals(YOUNG) ? end.toEpochMilli() - 49 * step.toMillis() : start.toEpochMilli();
        int count = (int) ((end.toEpochMilli() - from) / step.toMillis()) + 1;
        long[] times = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          times[i] = from + i * step.toMillis();
          values[i] = i;
        }
        series.add(TimeSeries.of(entity.labels(), times, values));
      }
      return new SeriesSet(series, List.of());
    }

    @Override
    public SeriesSet query(String expression, Instant time) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
