package io.kopula.model.graph;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.scoring.djl.Engines;
import io.kopula.testing.FactorModel;
import io.kopula.testing.SmallSizes;
import io.kopula.window.EncodedSeries;
import java.time.Duration;
import java.util.Random;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** A whole model of three variables with random weights, and random windows for it. */
final class SmallModel implements AutoCloseable {
  static {
    Engines.start();
  }

  static final int WIDTH = 3;
  static final int FEATURES = 2;
  static final Hyperparameters SIZES = SmallSizes.tiny();
  static final int INPUTS = EncodedSeries.inputWidth(WIDTH, FEATURES);

  private final ModelGraph model;
  private final TrainingGraph training;
  private final Session session;

  SmallModel(Dependence kind) {
    model = new ModelGraph(WIDTH, FEATURES, kind, SIZES, Duration.ofMinutes(5));
    training = new TrainingGraph(model);
    session = new Session(model.graph());
    training.initialise(session);
    FittedWeights fitted = new FittedWeights(this::assignKnown);
    FactorModel factors = FactorModel.random(new Random(4), WIDTH, model.factors(), 0.9);
    double degrees = 5;
    double[] own = kind == Dependence.STUDENT_T ? new double[] {degrees} : new double[] {3, 8, 20};
    for (String horizon : model.horizons()) {
      fitted.copula(horizon + "/copula", kind, factors, degrees);
      fitted.marginals(horizon, kind, WIDTH, FittedWeights.target(kind, degrees), own);
    }
  }

  /** Only the shortest horizon has a table for the way back. */
  private void assignKnown(String name, float[] values) {
    if (!name.endsWith("/inverse") || name.startsWith(model.horizons().get(0))) {
      model.weights().assign(session, name, values);
    }
  }

  ModelGraph model() {
    return model;
  }

  TrainingGraph training() {
    return training;
  }

  Session session() {
    return session;
  }

  /**
   * Random windows, [count, window, inputs].
   *
   * @param missing share of values left out
   */
  static float[] windows(int count, double missing, long seed) {
    Random random = new Random(seed);
    float[] windows = new float[count * SIZES.window() * INPUTS];
    for (int row = 0; row < windows.length; row += INPUTS) {
      double common = random.nextGaussian();
      for (int j = 0; j < WIDTH; j++) {
        boolean present = random.nextDouble() >= missing;
        windows[row + j] = present ? (float) (0.7 * common + 0.5 * random.nextGaussian()) : 0;
        windows[row + WIDTH + j] = present ? 1 : 0;
      }
      for (int i = 2 * WIDTH; i < INPUTS; i++) {
        windows[row + i] = (float) Math.sin(0.1 * row + i);
      }
    }
    return windows;
  }

  static TFloat32 tensor(float[] values, long... shape) {
    return TFloat32.tensorOf(Shape.of(shape), DataBuffers.of(values));
  }

  /** [count, window, horizons, variables], flat. */
  float[] innovations(float[] windows) {
    int count = windows.length / (SIZES.window() * INPUTS);
    try (TFloat32 input = tensor(windows, count, SIZES.window(), INPUTS)) {
      return GraphRun.run(session.runner().feed(model.inputs(), input).fetch(model.innovations()));
    }
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
