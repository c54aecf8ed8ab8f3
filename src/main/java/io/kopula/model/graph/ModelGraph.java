package io.kopula.model.graph;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The whole model as a TensorFlow graph: what training differentiates and what scoring evaluates,
 * over the same weights.
 *
 * <p>Inputs are {@code values}, {@code mask} [batch, window, variables] and {@code calendar}
 * [batch, window, features], see {@link io.kopula.window.Scaling} and {@link
 * io.kopula.window.Calendar}. The output of scoring, {@code evidence} [batch, channels, 2,
 * variables], holds for each channel and variable the marginal and the dependence part of the
 * energy of the window's last step, in nats. Channels: each horizon now, each horizon averaged over
 * the last few steps, the shape of the last {@code lags} steps.
 */
public final class ModelGraph implements AutoCloseable {
  /** Steps over which a horizon's energy is averaged in its second channel. */
  public static final int SMOOTHING = 5;

  /** Name of the dependence over variables and lags; part of the names of its weights. */
  public static final String WINDOW = "window";

  /** One horizon's tensors, for training and for the fit of its dependence. */
  record Part(Innovations.Horizon horizon, Marginals marginals, Copula copula) {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final int width;
  private final int features;
  private final Dependence dependence;
  private final Hyperparameters sizes;
  private final Weights weights;
  private final Layers layers;
  private final Placeholder<TFloat32> inputs;
  private final Operand<TFloat32> values;
  private final Operand<TFloat32> mask;
  private final Operand<TFloat32> calendar;
  private final List<Part> parts = new ArrayList<>();
  private final Operand<TFloat32> evidence;
  private final Operand<TFloat32> outputs;
  private final Operand<TFloat32> innovations;

  /**
   * @param width number of variables, D
   * @param features number of calendar features, C
   */
  public ModelGraph(int width, int features, Dependence dependence, Hyperparameters sizes) {
    this.width = width;
    this.features = Math.max(1, features);
    this.dependence = dependence;
    this.sizes = sizes;
    weights = new Weights(tf, new Random(sizes.seed()));
    layers = new Layers(tf, weights);
    int window = sizes.window();
    inputs =
        tf.withName("inputs")
            .placeholder(
                TFloat32.class,
                Placeholder.shape(Shape.of(-1, window, EncodedSeries.inputWidth(width, features))));
    values = columns(0, width);
    mask = columns(width, width);
    calendar = columns(2 * width, this.features);
    // The calendar's horizon reads no state, and weights that reach no loss have no gradient.
    Operand<TFloat32> hidden =
        sizes.horizons().isEmpty()
            ? values
            : new Encoder(tf, layers, weights, sizes).encode(inputs, 2 * width + this.features);
    for (Innovations.Horizon horizon :
        new Innovations(tf, layers, weights, sizes, width)
            .horizons(hidden, values, mask, calendar, this.features)) {
      parts.add(
          new Part(
              horizon,
              new Marginals(tf, weights, horizon.name(), width, dependence),
              new Copula(tf, weights, horizon.name() + "/copula", dependence, width, factors())));
    }
    innovations =
        tf.withName("innovations")
            .stack(
                parts.stream().map(part -> part.horizon().innovation()).toList(),
                org.tensorflow.op.core.Stack.axis(2L));
    evidence = new Evidence(this).build();
    outputs =
        tf.withName("outputs")
            .concat(List.of(flat(evidence), flat(new Expectation(this).build())), tf.constant(1));
  }

  private Operand<TFloat32> flat(Operand<TFloat32> x) {
    int size = 1;
    for (int axis = 1; axis < x.shape().numDimensions(); axis++) {
      size = Math.toIntExact(size * x.shape().get(axis));
    }
    return tf.reshape(x, tf.constant(new int[] {-1, size}));
  }

  private Operand<TFloat32> columns(int from, int count) {
    return tf.slice(
        inputs, tf.constant(new int[] {0, 0, from}), tf.constant(new int[] {-1, -1, count}));
  }

  /** Rank of the dependence between the variables of a step, k. */
  public int factors() {
    return Math.max(1, Math.min(width - 1, Math.max(2, (width + 1) / 2)));
  }

  /** Rank of the dependence between variables and lags. */
  public int windowFactors() {
    return Math.max(1, Math.min(20, width * sizes.lags() / 2));
  }

  public Graph graph() {
    return graph;
  }

  Ops tf() {
    return tf;
  }

  Layers layers() {
    return layers;
  }

  List<Part> parts() {
    return parts;
  }

  public Weights weights() {
    return weights;
  }

  public int width() {
    return width;
  }

  /** Calendar features of the graph: at least one, which is zero for a calendar without any. */
  public int features() {
    return features;
  }

  public Dependence dependence() {
    return dependence;
  }

  public Hyperparameters sizes() {
    return sizes;
  }

  /** Names of the horizons in the order of their latents; parts of the names of weights. */
  public List<String> horizons() {
    return parts.stream().map(part -> part.horizon().name()).toList();
  }

  /** The only input, [batch, window, {@link EncodedSeries#inputWidth}]: values, mask, calendar. */
  public Operand<TFloat32> inputs() {
    return inputs;
  }

  Operand<TFloat32> mask() {
    return mask;
  }

  /**
   * What scoring reads, [batch, channels * 2 * variables + 3 * variables]: the evidence, then
   * median, lower and upper end of each variable's expected band, scaled values.
   */
  public Operand<TFloat32> outputs() {
    return outputs;
  }

  /** [batch, channels, 2, variables]. */
  public Operand<TFloat32> evidence() {
    return evidence;
  }

  /** Number of channels of {@link #evidence()}. */
  public int channels() {
    return 2 * parts.size() + 1;
  }

  /** [batch, window, horizons, variables], 0 where missing. */
  public Operand<TFloat32> innovations() {
    return innovations;
  }

  @Override
  public void close() {
    graph.close();
  }
}
