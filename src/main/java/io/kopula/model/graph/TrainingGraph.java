package io.kopula.model.graph;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The objective and the optimiser on top of a {@link ModelGraph}.
 *
 * <p>A batch holds n clean windows and behind them the same n windows corrupted. The objective is
 * the clean windows' mean negative log-likelihood a variable, plus a hinge on the energy that
 * separates corrupted steps from the same steps clean: {@code max(0, 1 - (E_corrupted - E_clean) /
 * margin)}. The hinge is bounded, so that neither likelihood is driven to infinity.
 */
public final class TrainingGraph {
  /** Nats by which a corrupted step should be less likely than the clean one. */
  private static final float MARGIN = 5f;

  private static final float CLIP_NORM = 5f;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.98f;

  private final ModelGraph model;
  private final Ops tf;
  private final Placeholder<TFloat32> corrupted; // [n, window]
  private final Placeholder<TFloat32> dependenceWeight; // []
  private final Placeholder<TFloat32> rate; // []
  private final Placeholder<TFloat32> power1; // []
  private final Placeholder<TFloat32> power2; // []
  private final Operand<TFloat32> likelihood;
  private final Operand<TFloat32> overall;
  private final Operand<TFloat32> loss;
  private final Map<String, Operand<TFloat32>> gradients = new LinkedHashMap<>();
  private final List<Op> zeroSlots = new ArrayList<>();
  private final Op update;

  public TrainingGraph(ModelGraph model) {
    this.model = model;
    tf = model.tf();
    corrupted =
        tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, model.sizes().window())));
    dependenceWeight = scalar();
    rate = scalar();
    power1 = scalar();
    power2 = scalar();
    List<Operand<TFloat32>> likelihoods = new ArrayList<>();
    List<Operand<TFloat32>> separations = new ArrayList<>();
    List<Operand<TFloat32>> all = new ArrayList<>();
    for (ModelGraph.Part part : model.parts()) {
      objective(part, likelihoods, separations, all);
    }
    overall = mean(all);
    likelihood = mean(likelihoods);
    Operand<TFloat32> separation = // [n]
        tf.math.div(sum(separations), tf.constant((float) separations.size()));
    Operand<TFloat32> hinge =
        tf.math.mean(
            tf.nn.relu(tf.math.sub(tf.constant(1f), tf.math.div(separation, tf.constant(MARGIN)))),
            tf.constant(0));
    loss =
        tf.math.add(
            likelihood, tf.math.mul(tf.constant((float) model.sizes().contrastiveWeight()), hinge));
    update = adam();
  }

  private Placeholder<TFloat32> scalar() {
    return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.scalar()));
  }

  private void objective(
      ModelGraph.Part part,
      List<Operand<TFloat32>> likelihoods,
      List<Operand<TFloat32>> separations,
      List<Operand<TFloat32>> all) {
    int window = model.sizes().window();
    int width = model.latents();
    Innovations.Horizon horizon = part.horizon();
    Operand<TFloat32> energy =
        model
            .layers()
            .sum(part.marginals().energy(horizon.innovation(), horizon.scale(), horizon.mask()));
    Operand<TFloat32> quantiles =
        part.marginals()
            .quantiles(tf.reshape(horizon.innovation(), tf.constant(new int[] {-1, width})));
    Operand<TFloat32> dependence =
        tf.reshape(
            part.copula()
                .trainingEnergy(
                    quantiles, tf.reshape(horizon.mask(), tf.constant(new int[] {-1, width}))),
            tf.constant(new int[] {-1, window}));
    energy = tf.math.add(energy, tf.math.mul(dependence, dependenceWeight)); // [2n, window]
    float[] usable = new float[window];
    for (int step = horizon.context(); step < window; step++) {
      usable[step] = 1;
    }
    energy = tf.math.mul(energy, tf.constant(usable));
    Operand<TFloat32> halves = tf.reshape(energy, tf.constant(new int[] {2, -1, window}));
    Operand<TFloat32> clean = half(halves, 0);
    Operand<TFloat32> broken = half(halves, 1);
    float count = (float) width * (window - horizon.context());
    likelihoods.add(perVariable(clean, count));
    all.add(perVariable(energy, count));
    Operand<TFloat32> steps = tf.math.mul(corrupted, tf.constant(usable));
    separations.add(
        tf.math.div(
            tf.reduceSum(tf.math.mul(tf.math.sub(broken, clean), corrupted), tf.constant(1)),
            tf.math.maximum(tf.reduceSum(steps, tf.constant(1)), tf.constant(1f))));
  }

  private Operand<TFloat32> perVariable(Operand<TFloat32> energy, float count) {
    return tf.math.mean(
        tf.math.div(tf.reduceSum(energy, tf.constant(1)), tf.constant(count)), tf.constant(0));
  }

  private Operand<TFloat32> half(Operand<TFloat32> halves, int index) {
    return tf.reshape(
        tf.slice(halves, tf.constant(new int[] {index, 0, 0}), tf.constant(new int[] {1, -1, -1})),
        tf.constant(new int[] {-1, model.sizes().window()}));
  }

  private Operand<TFloat32> mean(List<Operand<TFloat32>> values) {
    return tf.math.div(sum(values), tf.constant((float) values.size()));
  }

  private Operand<TFloat32> sum(List<Operand<TFloat32>> values) {
    Operand<TFloat32> total = values.get(0);
    for (Operand<TFloat32> value : values.subList(1, values.size())) {
      total = tf.math.add(total, value);
    }
    return total;
  }

  /** Adam (arXiv:1412.6980) on gradients clipped by their common norm. */
  private Op adam() {
    Map<String, Variable<TFloat32>> trainables = model.weights().trainables();
    List<Variable<TFloat32>> variables = List.copyOf(trainables.values());
    Output<?>[] raw =
        model
            .graph()
            .addGradients(
                loss.asOutput(),
                variables.stream().map(Operand::asOutput).toArray(Output<?>[]::new));
    List<Operand<TFloat32>> squares = new ArrayList<>();
    for (String name : trainables.keySet()) {
      Operand<TFloat32> g = tf.identity(raw[gradients.size()].expect(TFloat32.class));
      gradients.put(name, g);
      squares.add(
          tf.reduceSum(tf.reshape(tf.math.mul(g, g), tf.constant(new int[] {-1})), tf.constant(0)));
    }
    Operand<TFloat32> norm = tf.math.sqrt(sum(squares));
    Operand<TFloat32> shrink =
        tf.math.minimum(
            tf.constant(1f),
            tf.math.div(tf.constant(CLIP_NORM), tf.math.maximum(norm, tf.constant(1e-12f))));
    // All gradients before any update: otherwise training differs from run to run.
    List<Operand<TFloat32>> typed = List.copyOf(gradients.values());
    List<Op> before = new ArrayList<>(typed);
    before.add(loss);
    before.add(shrink);
    Ops ordered = tf.withControlDependencies(before);
    List<Op> updates = new ArrayList<>();
    for (int i = 0; i < variables.size(); i++) {
      Variable<TFloat32> first = slot(variables.get(i));
      Variable<TFloat32> second = slot(variables.get(i));
      updates.add(
          ordered.train.applyAdam(
              variables.get(i),
              first,
              second,
              power1,
              power2,
              rate,
              tf.constant(BETA1),
              tf.constant(BETA2),
              tf.constant(1e-8f),
              ordered.math.mul(typed.get(i), shrink)));
    }
    return tf.withControlDependencies(updates).noOp();
  }

  private Variable<TFloat32> slot(Variable<TFloat32> like) {
    Variable<TFloat32> slot = tf.variable(like.asOutput().shape(), TFloat32.class);
    zeroSlots.add(
        tf.assign(slot, tf.fill(tf.constant(like.asOutput().shape().asArray()), tf.constant(0f))));
    return slot;
  }

  /**
   * What the optimiser lowers, its gradient by the names of weights, and what both are fed with
   * beside the model's inputs.
   */
  record Objective(
      Operand<TFloat32> loss,
      Map<String, Operand<TFloat32>> gradients,
      Operand<TFloat32> corrupted,
      Operand<TFloat32> dependenceWeight) {}

  Objective objective() {
    return new Objective(loss, gradients, corrupted, dependenceWeight);
  }

  /** Sets weights and optimiser to their start. */
  public void initialise(Session session) {
    model.weights().initialise(session);
    var runner = session.runner();
    zeroSlots.forEach(runner::addTarget);
    runner.run().close();
  }

  /**
   * One optimiser step.
   *
   * @param inputs [2n, window, inputs], clean windows first
   * @param corruptedSteps [n, window], 1 where the second half differs from the first
   * @param step number of this step, from 1 on
   * @return the likelihood part of the objective, nats a variable
   */
  public float step(
      Session session,
      TFloat32 inputs,
      TFloat32 corruptedSteps,
      float dependence,
      float learningRate,
      int step) {
    try (TFloat32 weight = TFloat32.scalarOf(dependence);
        TFloat32 speed = TFloat32.scalarOf(learningRate);
        TFloat32 first = TFloat32.scalarOf((float) Math.pow(BETA1, step));
        TFloat32 second = TFloat32.scalarOf((float) Math.pow(BETA2, step));
        var result =
            session
                .runner()
                .feed(model.inputs(), inputs)
                .feed(corrupted, corruptedSteps)
                .feed(dependenceWeight, weight)
                .feed(rate, speed)
                .feed(power1, first)
                .feed(power2, second)
                .fetch(likelihood)
                .addTarget(update)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * Mean negative log-likelihood of clean windows, nothing learned.
   *
   * @param inputs [n, window, inputs]
   * @return nats a variable
   */
  public float likelihood(Session session, TFloat32 inputs, float dependence) {
    try (TFloat32 weight = TFloat32.scalarOf(dependence);
        var result =
            session
                .runner()
                .feed(model.inputs(), inputs)
                .feed(dependenceWeight, weight)
                .fetch(overall)
                .run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }
}
