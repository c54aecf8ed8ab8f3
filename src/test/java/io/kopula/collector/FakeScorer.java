package io.kopula.collector;

import io.kopula.model.ModelSpec;
import io.kopula.scoring.Details;
import io.kopula.scoring.EvidenceModel;
import io.kopula.scoring.Scorer;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The score is the last value of the first variable; two thirds of it are its own. */
public final class FakeScorer implements Scorer {
  private final ModelSpec spec;
  private final String version;
  private final Instant fittedAt;
  private final Set<Entity> entities;
  final List<Frame> windows = new ArrayList<>();
  @Nullable Throwable failure;
  double factor = 1;
  int explained;
  boolean conservative;
  volatile boolean closed;
  volatile Runnable onScore;
  Runnable onDetails = () -> {};
  Runnable onClose = () -> {};

  FakeScorer(ModelSpec spec, String version, Instant fittedAt, Set<Entity> entities) {
    this(spec, version, fittedAt, entities, () -> {});
  }

  /**
   * @param onScore run before it scores
   */
  public FakeScorer(
      ModelSpec spec, String version, Instant fittedAt, Set<Entity> entities, Runnable onScore) {
    this.spec = spec;
    this.version = version;
    this.fittedAt = fittedAt;
    this.entities = Set.copyOf(entities);
    this.onScore = onScore;
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
    return fittedAt;
  }

  @Override
  public Set<Entity> entities() {
    return entities;
  }

  @Override
  public boolean isConservative(Entity entity) {
    assert entities.contains(entity) : entity;
    return conservative;
  }

  @Override
  public List<Score> score(List<Frame> frames) {
    onScore.run();
    if (closed) {
      throw new AssertionError("scored after it was closed");
    }
    if (failure instanceof RuntimeException e) {
      throw e;
    }
    if (failure instanceof Error e) {
      throw e;
    }
    windows.addAll(frames);
    return frames.stream().map(this::score).toList();
  }

  private Score score(Frame frame) {
    assert entities.contains(frame.entity()) : frame.entity();
    int last = frame.length() - 1;
    double value = factor * (frame.isPresent(last, 0) ? frame.value(last, 0) : 0);
    List<Contribution> contributions = new ArrayList<>();
    contributions.add(new Contribution(spec.variables().get(0), value / 6, value / 2));
    for (int i = 1; i < spec.width(); i++) {
      contributions.add(
          new Contribution(spec.variables().get(i), value / 3 / (spec.width() - 1), 0));
    }
    return new Score(
        frame.entity(), frame.grid().time(last), value, frame.last(1).coverage(), contributions);
  }

  @Override
  public List<Details> details(List<Frame> frames) {
    onDetails.run();
    explained += frames.size();
    int window = spec.window();
    int width = spec.width();
    return frames.stream()
        .map(
            frame ->
                new Details(
                    window,
                    width,
                    new float[EvidenceModel.details(window, width)],
                    new float[window * width]))
        .toList();
  }

  @Override
  public void close() {
    onClose.run();
    closed = true;
  }
}
