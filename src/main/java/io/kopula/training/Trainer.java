package io.kopula.training;

import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.graph.Marginals;
import io.kopula.model.graph.ModelGraph;
import io.kopula.model.graph.QuantileTable;
import io.kopula.model.graph.TrainingGraph;
import io.kopula.scoring.FitProgress;
import io.kopula.training.Divergence.DivergedException;
import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.tensorflow.Session;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Trains one graph: optimiser steps on the objective, and between epochs the dependence in closed
 * form. The weights of the epoch with the best likelihood on the held-back part are kept.
 */
final class Trainer {
  /** Epochs without a better held-back likelihood after which training stops. */
  private static final int PATIENCE = 4;

  private static final double WARM_UP = 0.05;
  private static final double LAST_RATE = 0.05;
  private final ModelGraph model;
  private final TrainingGraph training;
  private final Session session;
  private final int[] limits;
  private final int[] periods;
  private final Hyperparameters sizes;
  private final int inputs;
  private final double learningRate;
  private final FitProgress progress;
  private final List<DependenceFit> fits = new ArrayList<>(); // of each horizon, the newest
  private final Map<String, float[]> fitted = new LinkedHashMap<>(); // not yet in the session
  private List<EncodedSeries> series; // without what is found to be an incident
  private String phase;

  /**
   * @param limits steps of each series that are trained on; later ones are held back
   * @param periods of the seasons, steps
   * @param learningRate of Adam, at its peak
   * @param phase what is done, for people
   */
  Trainer(
      ModelGraph model,
      TrainingGraph training,
      Session session,
      List<EncodedSeries> series,
      int[] limits,
      int[] periods,
      double learningRate,
      String phase,
      FitProgress progress) {
    this.model = model;
    this.training = training;
    this.session = session;
    this.series = List.copyOf(series);
    this.limits = limits.clone();
    this.periods = periods.clone();
    this.sizes = model.sizes();
    this.inputs = EncodedSeries.inputWidth(model.width(), model.features());
    this.learningRate = learningRate;
    this.phase = phase;
    this.progress = progress;
  }

  /**
   * Trains and leaves the best weights in the session.
   *
   * @return the held-back negative log-likelihood, nats a variable
   * @throws DivergedException if training goes wrong; a smaller learning rate may help
   */
  float train() throws DivergedException, InterruptedException {
    training.initialise(session);
    SplittableRandom random = new SplittableRandom(sizes.seed());
    Batches batches = batches(random);
    Divergence divergence = new Divergence();
    HeldBack heldBack = new HeldBack(series, limits, sizes.window(), inputs);
    Map<String, float[]> best = new LinkedHashMap<>();
    float bestLikelihood = Float.POSITIVE_INFINITY;
    int bestEpoch = 0;
    for (int epoch = 0; epoch < sizes.epochs() && epoch - bestEpoch <= PATIENCE; epoch++) {
      train(batches, epoch, divergence);
      fitDependence((epoch + 1) * sizes.stepsPerEpoch());
      float likelihood = likelihood(heldBack);
      progress.report(phase, 0.9 * (epoch + 1) / sizes.epochs());
      if (epoch == trimAfter() && trim()) {
        // What was learned from incidents is not kept, however likely it makes the held-back part.
        batches = batches(random);
        bestLikelihood = Float.POSITIVE_INFINITY;
        bestEpoch = epoch;
      } else if ((epoch > 0 || sizes.epochs() == 1) && likelihood < bestLikelihood) {
        bestLikelihood = likelihood;
        bestEpoch = epoch;
        best = model.weights().readAll(session);
      }
    }
    if (!Float.isFinite(bestLikelihood)) {
      throw new DivergedException(
          "a finite held-back likelihood", bestLikelihood, sizes.epochs() * sizes.stepsPerEpoch());
    }
    model.weights().assignAll(session, best);
    fitted.putAll(new EvidenceFit(model, session, series, limits).weights());
    if (sizes.latents() == Latents.INNOVATION) {
      storeInverse(model.horizons().get(0));
    }
    assignFitted();
    return bestLikelihood;
  }

  private Batches batches(SplittableRandom random) {
    return new Batches(series, limits, sizes.window(), model.width(), inputs, random);
  }

  private void train(Batches batches, int epoch, Divergence divergence)
      throws DivergedException, InterruptedException {
    int n = sizes.batch();
    float[] batch = new float[2 * n * sizes.window() * inputs];
    float[] corrupted = new float[n * sizes.window()];
    float dependence = epoch == 0 ? 0f : 1f;
    for (int i = 0; i < sizes.stepsPerEpoch(); i++) {
      if (Thread.interrupted()) {
        throw new InterruptedException("fit abandoned");
      }
      int step = epoch * sizes.stepsPerEpoch() + i + 1;
      batches.draw(n, batch, corrupted);
      divergence.check(step(batch, corrupted, n, dependence, step), step);
    }
  }

  /** The epoch after which incidents are looked for: when most of normal life is known. */
  private int trimAfter() {
    return (sizes.epochs() - 1) / 4;
  }

  /**
   * Takes the steps that look like incidents out of the training.
   *
   * @return whether there are any
   */
  private boolean trim() throws InterruptedException {
    List<double[]> degrees = model.horizons().stream().map(this::degrees).toList();
    List<BitSet> found = new Outliers(model, session, series, limits, periods).find(fits, degrees);
    int steps = found.stream().mapToInt(BitSet::cardinality).sum();
    if (steps == 0) {
      return false;
    }
    List<EncodedSeries> kept = new ArrayList<>();
    for (int s = 0; s < limits.length; s++) {
      kept.add(found.get(s).isEmpty() ? series.get(s) : series.get(s).without(found.get(s)));
    }
    series = kept;
    long all = Arrays.stream(limits).asLongStream().sum();
    phase += " without " + steps + " of " + all + " steps, which look like incidents";
    progress.report(phase, 0.9 * (trimAfter() + 1) / sizes.epochs());
    return true;
  }

  private float step(float[] batch, float[] corrupted, int n, float dependence, int step) {
    try (TFloat32 windows =
            TFloat32.tensorOf(Shape.of(2L * n, sizes.window(), inputs), DataBuffers.of(batch));
        TFloat32 flags =
            TFloat32.tensorOf(Shape.of(n, sizes.window()), DataBuffers.of(corrupted))) {
      return training.step(session, windows, flags, dependence, rate(step), step);
    } catch (TFInvalidArgumentException e) {
      return Float.NaN; // what is not a number has no place in the copula's table
    }
  }

  /** Linear warm-up, then a cosine down to a small share. */
  private float rate(int step) {
    double total = (double) sizes.epochs() * sizes.stepsPerEpoch();
    double done = step / total;
    if (done < WARM_UP) {
      return (float) (learningRate * done / WARM_UP);
    }
    double share = 0.5 * (1 + Math.cos(Math.PI * (done - WARM_UP) / (1 - WARM_UP)));
    return (float) (learningRate * (LAST_RATE + (1 - LAST_RATE) * share));
  }

  private float likelihood(HeldBack heldBack) {
    try (TFloat32 input = heldBack.tensor()) {
      return training.likelihood(session, input, 1f);
    }
  }

  private void fitDependence(int step) throws DivergedException {
    Innovated innovated = Innovated.of(model, session, series, limits);
    if (!innovated.isFinite()) {
      throw new DivergedException("finite innovations", Float.NaN, step);
    }
    List<String> horizons = model.horizons();
    fits.clear();
    for (int h = 0; h < horizons.size(); h++) {
      double[] degrees = degrees(horizons.get(h));
      DependenceFit fit =
          DependenceFit.of(model.dependence(), innovated.steps(h, degrees), model.factors());
      fits.add(fit);
      store(horizons.get(h) + "/copula", fit);
      storeTable(horizons.get(h) + "/table", degrees, fit.target());
    }
    assignFitted();
  }

  /** The table that leads from the copula's scale back to the shortest horizon's innovations. */
  private void storeInverse(String horizon) {
    double target =
        DependenceFit.isHeavyTailed(model.dependence())
            ? model.weights().read(session, horizon + "/copula/degrees")[0]
            : QuantileTable.NORMAL;
    double[] degrees = degrees(horizon);
    float[][] rows = new float[degrees.length][];
    for (int j = 0; j < rows.length; j++) {
      rows[j] = new QuantileTable(degrees[j]).knots(target);
    }
    assignTable(horizon + "/inverse", rows);
  }

  private double[] degrees(String horizon) {
    float[] raw = model.weights().read(session, horizon + "/degrees");
    double[] degrees = new double[model.latents()];
    for (int j = 0; j < degrees.length; j++) {
      degrees[j] = Marginals.degrees(raw[raw.length == 1 ? 0 : j]);
    }
    return degrees;
  }

  private void store(String name, DependenceFit fit) {
    fitted.put(name + "/loadings", fit.correlation().loadings());
    int size = fit.correlation().size();
    float[] precision = new float[size * size];
    double[][] inverse = fit.correlation().precision();
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        precision[i * size + j] = (float) inverse[i][j];
      }
    }
    fitted.put(name + "/precision", precision);
    fitted.put(name + "/degrees", new float[] {(float) fit.degrees()});
    fitted.put(name + "/offset", new float[] {(float) fit.offset()});
  }

  private void assignFitted() {
    model.weights().assignAll(session, fitted);
    fitted.clear();
  }

  private void storeTable(String name, double[] degrees, double target) {
    QuantileTable table = new QuantileTable(target);
    float[][] rows = new float[degrees.length][];
    for (int j = 0; j < rows.length; j++) {
      rows[j] = table.knots(degrees[j]);
    }
    assignTable(name, rows);
  }

  private void assignTable(String name, float[][] rows) {
    float[] knots = new float[rows.length * rows[0].length];
    for (int j = 0; j < rows.length; j++) {
      System.arraycopy(rows[j], 0, knots, j * rows[j].length, rows[j].length);
    }
    fitted.put(name, knots);
  }
}
