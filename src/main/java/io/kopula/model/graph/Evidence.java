package io.kopula.model.graph;

import io.kopula.model.Latents;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/**
 * The scoring part of the graph: energies of the last steps of a window, by variable and part.
 * Channels, in this order:
 *
 * <ul>
 *   <li>each horizon: the marginal energy averaged over the last {@link ModelGraph#SMOOTHING}
 *       steps;
 *   <li>the window: the joint energy of the last {@code lags} steps under the last horizon (the
 *       calendar), dependence over variables and lags, less what is expected of it with the values
 *       there are: the shape of the window;
 *   <li>the relations: how far each variable has come loose from the others, see {@link
 *       Copula#looseness}, on a logarithmic scale, the mean of now, the last 3 and the last 8
 *       steps.
 * </ul>
 *
 * <p>Latents of an embedding belong to no variable: their energy is shared out evenly.
 */
final class Evidence {
  /** Spans over which looseness is averaged, steps. */
  private static final int[] SPANS = {1, 3, 8};

  /** The same where the shape of a window is looked at. */
  private static final float MOST_QUANTILE = 20f;

  private final ModelGraph model;
  private final Ops tf;
  private final int width;
  private final int latents;
  private final int lags;

  Evidence(ModelGraph model) {
    this.model = model;
    tf = model.tf();
    width = model.width();
    latents = model.latents();
    lags = model.sizes().lags();
  }

  /** [batch, channels, 2, variables]. */
  Operand<TFloat32> build() {
    List<Operand<TFloat32>> channels = new ArrayList<>();
    for (ModelGraph.Part part : model.parts()) {
      Operand<TFloat32> marginal =
          perVariable(recent(marginal(part), lags, smoothing()), smoothing());
      channels.add(parts(marginal, tf.zerosLike(marginal)));
    }
    ModelGraph.Part last = model.parts().get(model.parts().size() - 1);
    channels.add(window(last));
    channels.add(relations(last));
    return tf.stack(channels, Stack.axis(1L));
  }

  private int smoothing() {
    return Math.min(ModelGraph.SMOOTHING, lags);
  }

  private Operand<TFloat32> marginal(ModelGraph.Part part) {
    return part.marginals()
        .energy(
            last(part.horizon().innovation()), part.horizon().scale(), last(part.horizon().mask()));
  }

  private Operand<TFloat32> window(ModelGraph.Part part) {
    Copula copula =
        new Copula(
            tf,
            model.weights(),
            ModelGraph.WINDOW,
            model.dependence(),
            latents * lags,
            model.windowFactors(),
            false);
    Operand<TFloat32> quantiles =
        limited(
            part.marginals()
                .towards(ModelGraph.WINDOW)
                .quantiles(rows(last(part.horizon().innovation()), latents)),
            MOST_QUANTILE);
    int[] flat = {-1, latents * lags};
    Copula.Energy energy =
        copula.energy(
            tf.reshape(quantiles, tf.constant(flat)),
            tf.reshape(last(part.horizon().mask()), tf.constant(flat)));
    // A variable that goes missing takes what it tells of the others along: no news of them.
    Operand<TFloat32> dependence = tf.math.sub(energy.parts(), energy.expected());
    Operand<TFloat32> shaped = tf.reshape(dependence, tf.constant(new int[] {-1, lags, latents}));
    return parts(perVariable(marginal(part), 1), perVariable(shaped, 1));
  }

  /** Only innovations belong to variables, which can come loose; all zero for an embedding. */
  private Operand<TFloat32> relations(ModelGraph.Part part) {
    int span = model.relationLags();
    Copula copula =
        new Copula(
            tf,
            model.weights(),
            ModelGraph.RELATIONS,
            model.dependence(),
            width * span,
            model.relationFactors(),
            false);
    Operand<TFloat32> deviation =
        model.weights().fitted(ModelGraph.RELATIONS + "/deviation", 1f, width);
    Operand<TFloat32> mask = last(model.mask());
    if (model.sizes().latents() == Latents.EMBEDDING) {
      Operand<TFloat32> none = tf.math.mul(mean(mask, 1), tf.constant(0f));
      return parts(none, none);
    }
    Operand<TFloat32> deviations =
        limited(
            tf.math.div(last(part.horizon().innovation()), deviation), ModelGraph.MOST_DEVIATIONS);
    int positions = Math.min(SPANS[SPANS.length - 1], lags - span + 1);
    List<Operand<TFloat32>> values = new ArrayList<>();
    List<Operand<TFloat32>> masks = new ArrayList<>();
    for (int position = 0; position < positions; position++) {
      int from = lags - positions - span + 1 + position;
      values.add(flatSteps(deviations, from, span));
      masks.add(flatSteps(mask, from, span));
    }
    int[] flat = {-1, width * span};
    Operand<TFloat32> loose = // [batch, positions, variables]
        tf.reshape(
            copula.looseness(
                tf.reshape(tf.stack(values, Stack.axis(1L)), tf.constant(flat)),
                tf.reshape(tf.stack(masks, Stack.axis(1L)), tf.constant(flat)),
                span),
            tf.constant(new int[] {-1, positions, width}));
    Operand<TFloat32> logarithmic =
        tf.math.mul(tf.math.sign(loose), tf.math.log1p(tf.math.abs(loose)));
    Operand<TFloat32> total = tf.zerosLike(mean(logarithmic, 1));
    for (int steps : SPANS) {
      int count = Math.min(steps, positions);
      total = tf.math.add(total, mean(recent(logarithmic, positions, count), count));
    }
    Operand<TFloat32> dependence = tf.math.div(total, tf.constant((float) SPANS.length));
    return parts(tf.zerosLike(dependence), dependence);
  }

  private Operand<TFloat32> limited(Operand<TFloat32> x, float most) {
    return tf.clipByValue(x, tf.constant(-most), tf.constant(most));
  }

  /** Steps {@code [from, from + count)} of [batch, lags, variables], as rows. */
  private Operand<TFloat32> flatSteps(Operand<TFloat32> x, int from, int count) {
    Operand<TFloat32> steps =
        tf.slice(x, tf.constant(new int[] {0, from, 0}), tf.constant(new int[] {-1, count, -1}));
    return tf.reshape(steps, tf.constant(new int[] {-1, count * width}));
  }

  /** [batch, 2, variables] */
  private Operand<TFloat32> parts(Operand<TFloat32> marginal, Operand<TFloat32> dependence) {
    return tf.stack(List.of(marginal, dependence), Stack.axis(1L));
  }

  /**
   * The sum over steps divided by a number, by variable.
   *
   * @param energy [batch, steps, latents]
   * @return [batch, variables]
   */
  private Operand<TFloat32> perVariable(Operand<TFloat32> energy, int divisor) {
    Operand<TFloat32> sum =
        tf.math.div(tf.reduceSum(energy, tf.constant(1)), tf.constant((float) divisor));
    if (model.sizes().latents() == Latents.INNOVATION) {
      return sum;
    }
    Operand<TFloat32> share =
        tf.math.div(
            tf.reduceSum(sum, tf.constant(-1), ReduceSum.keepDims(false)),
            tf.constant((float) width));
    return tf.stack(Collections.nCopies(width, share), Stack.axis(1L));
  }

  private Operand<TFloat32> last(Operand<TFloat32> x) {
    return model.layers().last(x, lags, model.sizes().window());
  }

  private Operand<TFloat32> rows(Operand<TFloat32> x, int columns) {
    return tf.reshape(x, tf.constant(new int[] {-1, columns}));
  }

  /** The last {@code count} of so many steps. */
  private Operand<TFloat32> recent(Operand<TFloat32> x, int steps, int count) {
    return tf.slice(
        x, tf.constant(new int[] {0, steps - count, 0}), tf.constant(new int[] {-1, count, -1}));
  }

  /** Mean over steps of their sum divided by {@code count}. */
  private Operand<TFloat32> mean(Operand<TFloat32> x, int count) {
    return tf.math.div(tf.reduceSum(x, tf.constant(1)), tf.constant((float) count));
  }
}
