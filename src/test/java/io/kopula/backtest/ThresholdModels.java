package io.kopula.backtest;

import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.Details;
import io.kopula.scoring.EvidenceModel;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.scoring.ModelProvider;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Models whose score is the value of the first variable; they remember all that they saw. */
final class ThresholdModels implements ModelProvider {
  final List<List<Frame>> fits = new ArrayList<>();
  final List<Frame> scored = new ArrayList<>();
  boolean failing;
  int open;

  @Override
  public Optional<Scorer> load(ModelKey key, ModelSpec wanted) {
    throw new AssertionError("a backtest asks for no stored model");
  }

  @Override
  public Optional<Scorer> loadAt(ModelKey key, ModelSpec wanted, Instant time) {
    throw new AssertionError("a backtest asks for no stored model");
  }

  @Override
  public Scorer adopt(Scorer current, List<Frame> history) {
    throw new AssertionError("a backtest adopts nobody");
  }

  @Override
  public Scorer fit(ModelKey key, ModelSpec spec, List<Frame> history, FitProgress progress)
      throws FitException {
    if (failing) {
      throw new FitException("history: expected values that vary, found none");
    }
    fits.add(history);
    open++;
    return new ThresholdScorer(
        spec, "v" + fits.size(), history.stream().map(Frame::entity).collect(Collectors.toSet()));
  }

  private final class ThresholdScorer implements Scorer {
    private final ModelSpec spec;
    private final String version;
    private final Set<Entity> entities;
    private boolean closed;

    ThresholdScorer(ModelSpec spec, String version, Set<Entity> entities) {
      this.spec = spec;
      this.version = version;
      this.entities = Set.copyOf(entities);
    }

    @Override
    public ModelSpec spec() {
      return spec;
    }

    @Override
    public String version() {
      return version;
    }

    @Override
    public Instant fittedAt() {
      return Instant.EPOCH;
    }

    @Override
    public Set<Entity> entities() {
      return entities;
    }

    @Override
    public boolean isConservative(Entity entity) {
      return false;
    }

    @Override
    public List<Score> score(List<Frame> windows) {
      if (closed) {
        throw new AssertionError("scored after it was closed");
      }
      scored.addAll(windows);
      return windows.stream().map(this::score).toList();
    }

    private Score score(Frame window) {
      int last = window.length() - 1;
      double value = window.isPresent(last, 0) ? window.value(last, 0) : 0;
      return new Score(
          window.entity(),
          window.grid().time(last),
          value,
          0,
          window.last(1).coverage(),
          List.of(
              new Contribution("load", value * 0.8, 0), new Contribution("cpu", value * 0.2, 0)),
          List.of(new Expectation("load", 0.5, 0, 1), new Expectation("cpu", 0.5, 0, 1)));
    }

    @Override
    public List<Details> details(List<Frame> windows) {
      if (closed) {
        throw new AssertionError("explained after it was closed");
      }
      int window = spec.window();
      int width = spec.width();
      float[] numbers = new float[EvidenceModel.details(window, width)];
      return windows.stream()
          .map(each -> new Details(window, width, numbers, new float[window * width]))
          .toList();
    }

    @Override
    public void close() {
      closed = true;
      open--;
    }
  }
}
