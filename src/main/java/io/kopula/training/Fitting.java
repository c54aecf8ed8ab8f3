package io.kopula.training;

import io.kopula.model.ModelSpec;
import io.kopula.model.graph.ModelGraph;
import io.kopula.model.graph.TrainingGraph;
import io.kopula.scoring.Calibrator;
import io.kopula.scoring.FitException;
import io.kopula.scoring.FitProgress;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.training.Divergence.DivergedException;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import io.kopula.window.Scaling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Session;
import org.tensorflow.proto.ConfigProto;

/**
 * From history to trained weights: splits each entity's history in time, scales, trains on the
 * first part and holds the last 30 % back for early stopping and calibration.
 */
public final class Fitting {
  /** Share of the history that is held back. */
  static final double HELD_BACK = 0.3;

  /** A season counts only if the training part holds it so many times. */
  private static final double LEAST_CYCLES = 2;

  /** Attempts to train, each with half the learning rate of the one before. */
  private static final int MOST_ATTEMPTS = 3;

  private final ModelSpec spec;
  private final FitProgress progress;

  public Fitting(ModelSpec wanted, List<Frame> history, FitProgress progress) {
    this.progress = progress;
    Duration longest = Duration.ZERO;
    for (Frame frame : history) {
      Duration training = wanted.step().multipliedBy(limit(trimmed(frame)));
      longest = training.compareTo(longest) > 0 ? training : longest;
    }
    Duration span = longest;
    spec =
        new ModelSpec(
            wanted.variables(),
            wanted.step(),
            wanted.seasons().stream()
                .filter(season -> season.toMillis() * LEAST_CYCLES <= span.toMillis())
                .toList(),
            wanted.zone(),
            wanted.falseAlarmsPerWeek(),
            wanted.dependence(),
            wanted.hyperparameters());
  }

  /** The wanted specification with those seasons only that the history can teach. */
  public ModelSpec spec() {
    return spec;
  }

  /**
   * What a fit gives.
   *
   * @param graph the trained graph; its weights are in {@code weights}
   * @param weights by name
   * @param likelihood held-back negative log-likelihood, nats a variable
   * @param scalings of each entity
   * @param heldBack the calibration part of each entity
   */
  public record Fitted(
      ModelGraph graph,
      Map<String, float[]> weights,
      double likelihood,
      Map<Entity, Scaling> scalings,
      Map<Entity, Calibrator.Span> heldBack)
      implements AutoCloseable {
    @Override
    public void close() {
      graph.close();
    }
  }

  /**
   * Trains.
   *
   * @param history one frame an entity; those too short for a window and a calibration are left out
   * @throws FitException if none is long enough, or training gives no finite model
   */
  public Fitted fit(List<Frame> history) throws FitException, InterruptedException {
    Calendar calendar = new Calendar(spec.seasons(), spec.step(), spec.zone());
    List<EncodedSeries> series = new ArrayList<>();
    Map<Entity, Scaling> scalings = new LinkedHashMap<>();
    Map<Entity, Calibrator.Span> heldBack = new LinkedHashMap<>();
    int longest = 0;
    List<Integer> limits = new ArrayList<>();
    for (Frame whole : history) {
      Frame frame = trimmed(whole);
      longest = Math.max(longest, frame.length());
      int limit = limit(frame);
      if (limit < spec.window() || frame.length() - limit < Calibrator.LEAST_STEPS) {
        continue;
      }
      limits.add(limit);
      Scaling scaling = Scaling.fit(frame.slice(0, limit));
      EncodedSeries encoded = new EncodedSeries(frame, scaling, calendar);
      series.add(encoded);
      scalings.put(frame.entity(), scaling);
      heldBack.put(frame.entity(), new Calibrator.Span(encoded, limit, frame.length()));
    }
    if (series.isEmpty()) {
      throw new FitException(
          "history: expected at least " + leastSteps(spec) + " steps, found at most " + longest);
    }
    int[] split = limits.stream().mapToInt(Integer::intValue).toArray();
    return train(calendar, series, split, scalings, heldBack);
  }

  private Fitted train(
      Calendar calendar,
      List<EncodedSeries> series,
      int[] limits,
      Map<Entity, Scaling> scalings,
      Map<Entity, Calibrator.Span> heldBack)
      throws FitException, InterruptedException {
    ModelGraph graph =
        new ModelGraph(
            spec.width(), calendar.width(), spec.dependence(), spec.hyperparameters(), spec.step());
    boolean done = false;
    // One thread: the same numbers on every machine, and the other cores are left to scoring.
    ConfigProto single =
        ConfigProto.newBuilder()
            .setIntraOpParallelismThreads(1)
            .setInterOpParallelismThreads(1)
            .build();
    TrainingGraph training = new TrainingGraph(graph);
    try (Session session = new Session(graph.graph(), single)) {
      double likelihood = attempt(graph, training, session, series, limits);
      Fitted fitted =
          new Fitted(graph, graph.weights().readAll(session), likelihood, scalings, heldBack);
      done = true;
      return fitted;
    } finally {
      if (!done) {
        graph.close();
      }
    }
  }

  /** Trains; where that diverges, anew with a smaller learning rate. */
  private float attempt(
      ModelGraph graph,
      TrainingGraph training,
      Session session,
      List<EncodedSeries> series,
      int[] limits)
      throws FitException, InterruptedException {
    double rate = spec.hyperparameters().learningRate();
    String phase = "training";
    for (int attempt = 1; ; attempt++) {
      try {
        return new Trainer(
                graph, training, session, series, limits, periods(), rate, phase, progress)
            .train();
      } catch (DivergedException e) {
        if (attempt == MOST_ATTEMPTS) {
          throw new FitException("training: " + e.getMessage() + ", at learning rate " + rate, e);
        }
        rate /= 2;
        phase = "training again at learning rate " + rate;
        progress.report(phase + ": " + e.getMessage(), 0);
      }
    }
  }

  /** The seasons, steps. */
  private int[] periods() {
    return spec.seasons().stream()
        .mapToInt(season -> Math.toIntExact(season.dividedBy(spec.step())))
        .toArray();
  }

  /** Fewest steps of history that give a model. */
  public static int leastSteps(ModelSpec spec) {
    int forTraining = (int) Math.ceil(spec.window() / (1 - HELD_BACK)) + 1;
    int forCalibration = (int) Math.ceil(Calibrator.LEAST_STEPS / HELD_BACK) + 1;
    return Math.max(forTraining, forCalibration);
  }

  /**
   * Steps of history from which thresholds are fitted; on fewer they are conservative ones.
   *
   * @param falseAlarmsPerWeek how often normal data may exceed a score of 1
   */
  public static long leastCalibrated(Duration step, double falseAlarmsPerWeek) {
    return (long) Math.ceil(Calibrator.leastFitted(step, falseAlarmsPerWeek) / HELD_BACK);
  }

  /** The frame from its first to its last step with a value: history may be younger than asked. */
  private static Frame trimmed(Frame frame) {
    int from = 0;
    int to = frame.length();
    while (from < to && isEmpty(frame, from)) {
      from++;
    }
    while (to > from && isEmpty(frame, to - 1)) {
      to--;
    }
    return from == 0 && to == frame.length() ? frame : frame.slice(from, to);
  }

  private static boolean isEmpty(Frame frame, int step) {
    for (int variable = 0; variable < frame.variables().size(); variable++) {
      if (frame.isPresent(step, variable)) {
        return false;
      }
    }
    return true;
  }

  /**
   * Steps that are trained on: so many that the held-back share of the steps with values is left.
   */
  private static int limit(Frame frame) {
    int present = 0;
    for (int step = 0; step < frame.length(); step++) {
      present += isEmpty(frame, step) ? 0 : 1;
    }
    int wanted = (int) Math.floor(present * (1 - HELD_BACK));
    int limit = 0;
    for (int seen = 0; seen < wanted; limit++) {
      seen += isEmpty(frame, limit) ? 0 : 1;
    }
    return limit;
  }
}
