package io.kopula.model.graph;

import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.window.EncodedSeries;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
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
 * energy of the window's last steps, in nats; see {@link Evidence} for the channels.
 */
public final class ModelGraph implements AutoCloseable {
  /** Most factors of the dependence between the variables of a step. */
  private static final int MOST_FACTORS = 32;

  /** Name of the dependence over variables and lags; part of the names of its weights. */
  public static final String WINDOW = "window";

  /** Name of the regression on the calendar; part of the names of its weights. */
  public static final String RHYTHM = "rhythm";

  /** Name of the close dependence from which a variable may come loose. */
  public static final String RELATIONS = "relations";

  /**
   * Added to a learned scale where innovations are evidence, in units of scaled values: what hardly
   * varies must not weigh more than its size is worth.
   */
  public static final float TEMPER = 0.4f;

  /** Standard deviations that a value may count at most where relations are looked at. */
  public static final float MOST_DEVIATIONS = 8f;

  private static final int RELATION_LAGS = 3;

  /** More variables than this are related at one step only: the matrices would grow too large. */
  private static final int MOST_LAGGED_VARIABLES = 48;

  private static final int MOST_RELATION_FACTORS = 64;

  /** One horizon's tensors, for training and for the fit of its dependence. */
  record Part(Innovations.Horizon horizon, Marginals marginals, Copula copula) {}

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final int width;
  private final int features;
  private final Dependence dependence;
  private final Hyperparameters sizes;
  private final Duration step;
  private final Weights weights;
  private final Layers layers;
  private final Placeholder<TFloat32> inputs;
  private final Operand<TFloat32> values;
  private final Operand<TFloat32> mask;
  private final Operand<TFloat32> calendar;
  private final List<Part> parts = new ArrayList<>();
  private final Operand<TFloat32> rhythm;
  private final Operand<TFloat32> evidence;
  private final Operand<TFloat32> outputs;
  private final Operand<TFloat32> details;
  private final @Nullable Operand<TFloat32> innovations;

  /**
   * @param width number of variables, D
   * @param features number of calendar features, C
   * @param step the grid's spacing
   */
  public ModelGraph(
      int width, int features, Dependence dependence, Hyperparameters sizes, Duration step) {
    this(width, features, dependence, sizes, step, null);
  }

  private ModelGraph(
      int width,
      int features,
      Dependence dependence,
      Hyperparameters sizes,
      Duration step,
      @Nullable SortedMap<String, long[]> given) {
    this.width = width;
    this.features = Math.max(1, features);
    this.dependence = dependence;
    this.step = step;
    this.sizes = sizes.boundedFor(width);
    weights = given == null ? new Weights(tf, new Random(sizes.seed())) : new Weights(tf, given);
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
        sizes.horizons().isEmpty() && sizes.latents() == Latents.INNOVATION
            ? values
            : new Encoder(tf, layers, weights, sizes).encode(read(), 2 * width + this.features);
    for (Innovations.Horizon horizon : horizons(hidden, given == null)) {
      parts.add(
          new Part(
              horizon,
              new Marginals(tf, weights, horizon.name(), latents(), dependence),
              new Copula(
                  tf, weights, horizon.name() + "/copula", dependence, latents(), factors())));
    }
    rhythm = rhythm();
    innovations =
        given != null
            ? null
            : tf.withName("innovations")
                .stack(
                    parts.stream().map(part -> part.horizon().innovation()).toList(),
                    org.tensorflow.op.core.Stack.axis(2L));
    Evidence scored = new Evidence(this);
    evidence = scored.build();
    details = tf.withName("details").identity(new Details(this, scored).build());
    outputs =
        tf.withName("outputs")
            .concat(List.of(flat(evidence), flat(new Expectation(this).build())), tf.constant(1));
  }

  /**
   * The same model as a function of windows and weights, in a graph of its own: it says nothing of
   * steps that scores do not look at.
   */
  public ModelGraph ofWeights() {
    return new ModelGraph(width, features, dependence, sizes, step, weights.shapes());
  }

  /**
   * What the encoder reads. For an embedding put together again, so that a gradient by the values
   * alone leads through nothing that hangs on the mask, some of which has no gradient.
   */
  private Operand<TFloat32> read() {
    return sizes.latents() == Latents.EMBEDDING
        ? tf.concat(List.of(values, mask, calendar), tf.constant(2))
        : inputs;
  }

  /**
   * @param trained whether all steps of a window are wanted, not only those that evidence looks at
   */
  private List<Innovations.Horizon> horizons(Operand<TFloat32> hidden, boolean trained) {
    int recent = trained ? sizes.window() : sizes.evidenceSteps(step);
    int lagged = trained ? sizes.window() : recent + sizes.lags() - 1;
    return switch (sizes.latents()) {
      case INNOVATION ->
          new Innovations(tf, layers, weights, sizes, width, recent, lagged)
              .horizons(hidden, values, mask, calendar, features);
      case EMBEDDING ->
          List.of(
              new Embedding(tf, weights, sizes.width(), latents())
                  .horizon(hidden, mask, sizes.window()));
    };
  }

  /**
   * What a linear regression on the calendar leaves of the values, 0 where missing. As all
   * variables are regressed on the same features, what is linear between them stays so.
   */
  private Operand<TFloat32> rhythm() {
    int rows = features;
    Operand<TFloat32> usual =
        tf.math.add(
            tf.linalg.matMul(
                tf.reshape(calendar, tf.constant(new int[] {-1, rows})),
                weights.fitted(RHYTHM + "/coefficients", 0f, rows, width)),
            weights.fitted(RHYTHM + "/intercept", 0f, width));
    Operand<TFloat32> residual =
        tf.math.sub(values, tf.reshape(usual, tf.constant(new int[] {-1, sizes.window(), width})));
    return tf.math.mul(residual, mask);
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

  /** Latents of a step and horizon: as many as variables, or the embedding's d. */
  public int latents() {
    return sizes.latents() == Latents.EMBEDDING ? sizes.latentSize() : width;
  }

  /** Rank of the dependence between the latents of a step, k. */
  public int factors() {
    int most = Math.min(latents() - 1, MOST_FACTORS);
    return Math.max(1, Math.min(most, Math.max(2, (latents() + 1) / 2)));
  }

  /** Rank of the dependence between latents and lags. */
  public int windowFactors() {
    return Math.max(1, Math.min(20, latents() * sizes.lags() / 2));
  }

  /** Steps whose values are related closely. */
  public int relationLags() {
    return width > MOST_LAGGED_VARIABLES ? 1 : Math.min(RELATION_LAGS, sizes.lags());
  }

  /** Rank of the close dependence. */
  public int relationFactors() {
    return Math.max(1, Math.min(MOST_RELATION_FACTORS, 3 * width * relationLags() / 4));
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

  /** The grid's spacing. */
  public Duration step() {
    return step;
  }

  /** [batch, window, variables], scaled values less their rhythm, 0 where missing. */
  public Operand<TFloat32> rhythmResidual() {
    return rhythm;
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

  /**
   * What explanations read, [batch, window * variables + variables * variables]: how far each
   * variable is from its rhythm at every step, in units of its usual deviation, then the
   * correlation of each variable with each.
   */
  public Operand<TFloat32> details() {
    return details;
  }

  /**
   * What integrated gradients read, [batch, 2 * window * variables]: the gradient of the evidence's
   * sum by the scaled values, then how far these are from a similar normal state, the rhythm. Added
   * to the graph by the call; only an embedding needs it, whose latents belong to no variable.
   */
  public Operand<TFloat32> gradients() {
    Operand<TFloat32> total =
        tf.reduceSum(tf.reshape(evidence, tf.constant(new int[] {-1})), tf.constant(0));
    Output<?>[] gradients =
        graph.addGradients(total.asOutput(), new Output<?>[] {values.asOutput()});
    int size = sizes.window() * width;
    return tf.withName("gradients")
        .concat(
            List.of(
                tf.reshape(gradients[0].expect(TFloat32.class), tf.constant(new int[] {-1, size})),
                flat(rhythm)),
            tf.constant(1));
  }

  /** [batch, channels, 2, variables]. */
  public Operand<TFloat32> evidence() {
    return evidence;
  }

  /** [batch, window, horizons, latents], 0 where missing. Not of a graph that is stored. */
  public Operand<TFloat32> innovations() {
    return Objects.requireNonNull(innovations, "a stored graph has none of a whole window");
  }

  @Override
  public void close() {
    graph.close();
  }
}
