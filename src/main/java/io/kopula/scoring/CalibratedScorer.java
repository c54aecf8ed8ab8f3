package io.kopula.scoring;

import io.kopula.model.Latents;
import io.kopula.model.ModelSpec;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import io.kopula.window.Calendar;
import io.kopula.window.Scaling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

/** Scores windows with an evidence model and the calibrations of its entities. */
public final class CalibratedScorer implements Scorer {
  /** Windows that are scored at once: what a batch takes should stay in a core's cache. */
  private static final int BATCH = 64;

  private final ModelSpec spec;
  private final String version;
  private final Instant fittedAt;
  private final EvidenceModel model;
  private final Runnable release;
  private final WindowEncoder encoder;
  private final Baseline baseline;
  private final ScoreFunction function;
  private final ScoreShares shares;
  private final Presence presence;
  private final Map<Entity, EntityModel> entities;
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param spec of the fitted model: its seasons are those that were learned
   * @param release called once when the scorer is closed
   */
  public CalibratedScorer(
      ModelSpec spec,
      String version,
      Instant fittedAt,
      EvidenceModel model,
      Baseline baseline,
      Map<Entity, EntityModel> entities,
      Runnable release) {
    this.spec = spec;
    this.version = version;
    this.fittedAt = fittedAt;
    this.model = model;
    this.release = release;
    this.baseline = baseline;
    this.entities = Map.copyOf(entities);
    encoder = new WindowEncoder(new Calendar(spec.seasons(), spec.step(), spec.zone()));
    function = new ScoreFunction(model.channels(), baseline);
    shares = new ScoreShares(model.channels(), function);
    presence = new Presence(model.channels(), model.window(), model.inputs());
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
    return entities.keySet();
  }

  @Override
  public boolean isConservative(Entity entity) {
    return !known(entity).calibration().fitted();
  }

  /** What the model knows of each entity. */
  public Map<Entity, EntityModel> knowledge() {
    return entities;
  }

  public EvidenceModel model() {
    return model;
  }

  public Baseline baseline() {
    return baseline;
  }

  @Override
  public List<Score> score(List<Frame> windows) {
    List<Score> scores = new ArrayList<>(windows.size());
    float[] encoded = new float[Math.min(windows.size(), BATCH) * size()];
    for (int from = 0; from < windows.size(); from += BATCH) {
      scores.addAll(batch(windows.subList(from, Math.min(windows.size(), from + BATCH)), encoded));
    }
    return scores;
  }

  /**
   * @param encoded room for the windows as the model reads them
   */
  private List<Score> batch(List<Frame> windows, float[] encoded) {
    List<EntityModel> known = windows.stream().map(window -> known(window.entity())).toList();
    boolean[] whole = encode(windows, known, encoded);
    float[] evidence = model.evidence(encoded, windows.size());
    List<Score> scores = new ArrayList<>(windows.size());
    for (int i = 0; i < windows.size(); i++) {
      float[] present = whole[i] ? presence.ofWhole() : presence.of(encoded, i * size());
      scores.add(score(windows.get(i), known.get(i), evidence, i, present));
    }
    return spec.hyperparameters().latents() == Latents.EMBEDDING
        ? attributed(scores, encoded)
        : scores;
  }

  /** Contributions by integrated gradients for what is unusual; of the rest all share alike. */
  private List<Score> attributed(List<Score> scores, float[] encoded) {
    int[] unusual =
        IntStream.range(0, scores.size())
            .filter(i -> scores.get(i).highest() >= Explanation.FLOOR)
            .toArray();
    float[] windows = new float[unusual.length * size()];
    for (int i = 0; i < unusual.length; i++) {
      System.arraycopy(encoded, unusual[i] * size(), windows, i * size(), size());
    }
    List<Score> attributed = new ArrayList<>(scores);
    if (unusual.length > 0) {
      double[][] found = new IntegratedGradients(model).of(windows, unusual.length);
      for (int i = 0; i < unusual.length; i++) {
        attributed.set(unusual[i], attributed(scores.get(unusual[i]), found[i]));
      }
    }
    return attributed;
  }

  private Score attributed(Score score, double[] attributions) {
    double[] alike = new double[attributions.length];
    Arrays.fill(alike, 1);
    double[] shares = ScoreShares.proportions(attributions, alike);
    List<Contribution> contributions = new ArrayList<>(shares.length);
    for (int v = 0; v < shares.length; v++) {
      contributions.add(new Contribution(spec.variables().get(v), score.highest() * shares[v], 0));
    }
    return new Score(
        score.entity(),
        score.time(),
        score.value(),
        score.relations(),
        score.coverage(),
        contributions,
        score.expectations());
  }

  /** Numbers of an encoded window. */
  private int size() {
    return model.window() * model.inputs();
  }

  /**
   * @param target at least as long as all windows
   * @return of which windows no value is missing
   */
  private boolean[] encode(List<Frame> windows, List<EntityModel> known, float[] target) {
    boolean[] whole = new boolean[windows.size()];
    for (int i = 0; i < windows.size(); i++) {
      Frame window = checked(windows.get(i)).last(spec.window());
      whole[i] = encoder.encode(window, known.get(i).scaling(), target, i * size());
    }
    return whole;
  }

  @Override
  public List<Details> details(List<Frame> windows) {
    List<Details> details = new ArrayList<>(windows.size());
    for (int from = 0; from < windows.size(); from += BATCH) {
      List<Frame> batch = windows.subList(from, Math.min(windows.size(), from + BATCH));
      float[] encoded = new float[batch.size() * size()];
      encode(batch, batch.stream().map(window -> known(window.entity())).toList(), encoded);
      float[] numbers = model.details(encoded, batch.size());
      for (int i = 0; i < batch.size(); i++) {
        float[] values = values(encoded, i * size());
        details.add(Details.of(spec.window(), spec.width(), numbers, i, values));
      }
    }
    return details;
  }

  /** Scaled values of an encoded window, NaN where missing. */
  private float[] values(float[] encoded, int offset) {
    int width = spec.width();
    float[] values = new float[spec.window() * width];
    for (int i = 0; i < values.length; i++) {
      int at = offset + i / width * model.inputs() + i % width;
      values[i] = encoded[at + width] > 0 ? encoded[at] : Float.NaN;
    }
    return values;
  }

  private Score score(
      Frame frame, EntityModel known, float[] evidence, int index, float[] present) {
    int at = index * model.channels().outputs();
    double coverage = frame.coverage(frame.length() - 1);
    Calibration calibration = known.calibration();
    double[] weighed = function.weighed(calibration.channels(), evidence, at, present);
    double value = 0;
    double relations = 0;
    if (coverage > 0) {
      double energy = ScoreFunction.energy(weighed);
      double looseness = function.looseness(calibration.channels(), evidence, at, present);
      value = calibration.joint().score(energy);
      relations = calibration.relations().score(looseness);
    }
    return new Score(
        frame.entity(),
        frame.grid().time(frame.length() - 1),
        value,
        relations,
        coverage,
        shares.contributions(weighed, value, relations, evidence, at, present, spec.variables()),
        coverage > 0 ? expectations(known.scaling(), evidence, at) : List.of());
  }

  private List<Expectation> expectations(Scaling scaling, float[] outputs, int at) {
    if (spec.hyperparameters().latents() == Latents.EMBEDDING) {
      return List.of();
    }
    Channels channels = model.channels();
    List<Expectation> expectations = new ArrayList<>(spec.width());
    for (int variable = 0; variable < spec.width(); variable++) {
      double[] values = new double[3];
      for (int which = 0; which < values.length; which++) {
        values[which] =
            scaling.unscaled(outputs[at + channels.expectedIndex(which, variable)], variable);
      }
      expectations.add(
          new Expectation(spec.variables().get(variable), values[0], values[1], values[2]));
    }
    return expectations;
  }

  private Frame checked(Frame frame) {
    if (!frame.variables().equals(spec.variables())) {
      throw new IllegalArgumentException(
          "variables: expected " + spec.variables() + ", found " + frame.variables());
    }
    if (frame.length() < spec.window()) {
      throw new IllegalArgumentException(
          "window: expected at least " + spec.window() + " steps, found " + frame.length());
    }
    if (!frame.grid().step().equals(spec.step())) {
      throw new IllegalArgumentException(
          "step: expected " + spec.step() + ", found " + frame.grid().step());
    }
    return frame;
  }

  private EntityModel known(Entity entity) {
    EntityModel model = entities.get(entity);
    if (model == null) {
      throw new IllegalArgumentException("entity: expected one the model knows, found " + entity);
    }
    return model;
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      release.run();
    }
  }
}
