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
import org.tensorflow.types.TInt64;

/**
 * The scoring part of the graph: energies of the last steps of a window, by variable and part. Each
 * source has two channels, its peak and what lasts (see {@link io.kopula.scoring.Channels});
 * sources are, in this order:
 *
 * <ul>
 *   <li>each horizon with recent context: half the square of each innovation;
 *   <li>the rhythm: half the square of what the regression on the calendar leaves;
 *   <li>the shape: half the quadratic form of the calendar's innovations over variables and the
 *       last {@code lags} steps.
 * </ul>
 *
 * <p>The last channel is that of the relations: how far each variable has come loose from the
 * others, see {@link Looseness}, on a logarithmic scale, the mean of now, the last 3 and the last 8
 * steps.
 *
 * <p>Latents of an embedding belong to no variable: their energy is shared out evenly.
 */
final class Evidence {
  /** Share of a peak that is left a step later. */
  private static final double REMEMBERED = 0.8;

  /** Most that a tempered innovation counts. */
  private static final float MOST_INNOVATION = 20f;

  /** Spans over which looseness is averaged, steps. */
  private static final int[] SPANS = {1, 3, 8};

  private final ModelGraph model;
  private final Ops tf;
  private final int width;
  private final int latents;
  private final int lags;
  private final int positions; // the last steps, of which evidence is gathered
  private final int peak;
  private final int lasting;
  private final LowRank related; // over variables and the lags of relations
  private final Operand<TFloat32> deviations; // [batch, window, variables]

  Evidence(ModelGraph model) {
    this.model = model;
    tf = model.tf();
    width = model.width();
    latents = model.latents();
    lags = model.sizes().lags();
    positions = model.sizes().evidenceSteps(model.step());
    peak = model.sizes().peakSteps();
    lasting = model.sizes().lastingSteps(model.step());
    related =
        new LowRank(
            tf,
            model.weights(),
            ModelGraph.RELATIONS,
            width * model.relationLags(),
            model.relationFactors());
    deviations =
        limited(
            tf.math.div(
                model.rhythmResidual(),
                model.weights().fitted(ModelGraph.RELATIONS + "/deviation", 1f, width)),
            ModelGraph.MOST_DEVIATIONS);
  }

  /** The correlation of variables at the last {@link ModelGraph#relationLags} steps. */
  LowRank related() {
    return related;
  }

  /**
   * What the rhythm leaves of the values, in units of its own usual deviation: [batch, window,
   * variables], 0 where missing.
   */
  Operand<TFloat32> deviations() {
    return deviations;
  }

  /** [batch, channels, 2, variables]. */
  Operand<TFloat32> build() {
    List<Operand<TFloat32>> channels = new ArrayList<>();
    ModelGraph.Part last = model.parts().get(model.parts().size() - 1);
    if (isEmbedded()) {
      marginal(tempered(last), channels);
    } else {
      model.parts().stream()
          .limit(model.parts().size() - 1)
          .forEach(part -> marginal(tempered(part), channels));
      marginal(model.rhythmResidual(), channels);
    }
    shape(last, channels);
    channels.add(relations());
    return tf.stack(channels, Stack.axis(1L));
  }

  private boolean isEmbedded() {
    return model.sizes().latents() == Latents.EMBEDDING;
  }

  /** Deviations in units of their scale and the temper: [batch, steps, latents]. */
  private Operand<TFloat32> tempered(ModelGraph.Part part) {
    return limited(
        tf.math.div(
            part.horizon().deviation(),
            tf.math.add(part.horizon().scale(), tf.constant(ModelGraph.TEMPER))),
        MOST_INNOVATION);
  }

  /** Peak and mean of half the squares, by variable. */
  private void marginal(Operand<TFloat32> innovation, List<Operand<TFloat32>> channels) {
    Operand<TFloat32> energy = half(tf.math.mul(innovation, innovation));
    Operand<TFloat32> decay =
        tf.reshape(tf.constant(remembered()), tf.constant(new int[] {peak, 1}));
    Operand<TFloat32> highest =
        tf.reduceMax(tf.math.mul(last(energy, peak), decay), tf.constant(1));
    Operand<TFloat32> mean = mean(last(energy, lasting), lasting);
    for (Operand<TFloat32> each : List.of(highest, mean)) {
      Operand<TFloat32> own = perVariable(each);
      channels.add(parts(own, tf.zerosLike(own)));
    }
  }

  /** What is left of a peak of each of the last steps, oldest first. */
  private float[] remembered() {
    float[] shares = new float[peak];
    for (int i = 0; i < peak; i++) {
      shares[i] = (float) Math.pow(REMEMBERED, peak - 1 - i);
    }
    return shares;
  }

  /** Peak and mean of half the quadratic form over variables and lags, by variable. */
  private void shape(ModelGraph.Part part, List<Operand<TFloat32>> channels) {
    int size = latents * lags;
    LowRank correlation =
        new LowRank(tf, model.weights(), ModelGraph.WINDOW, size, model.windowFactors());
    Operand<TFloat32> deviation =
        model.weights().fitted(ModelGraph.WINDOW + "/deviation", 1f, size);
    Operand<TFloat32> values =
        tf.math.div(windows(tempered(part), positions, lags, latents), deviation);
    Operand<TFloat32> mask = windows(part.horizon().mask(), positions, lags, latents);
    Operand<TFloat32> joint =
        byStep(half(tf.math.mul(values, correlation.observe(values, mask).product())));
    Operand<TFloat32> alone = byStep(half(tf.math.mul(values, values)));
    Operand<TFloat32> total = // [batch, positions]
        tf.reduceSum(joint, tf.constant(-1), ReduceSum.keepDims(false));
    Operand<TFloat32> decayed =
        tf.math.mul(
            tf.slice(
                total,
                tf.constant(new int[] {0, positions - peak}),
                tf.constant(new int[] {-1, peak})),
            tf.constant(remembered()));
    Operand<TInt64> highest = tf.math.argMax(decayed, tf.constant(1));
    Operand<TFloat32> chosen = // [batch, peak, 1], 0 but at the highest step
        tf.expandDims(
            tf.math.mul(
                tf.oneHot(highest, tf.constant(peak), tf.constant(1f), tf.constant(0f)),
                tf.constant(remembered())),
            tf.constant(-1));
    Operand<TFloat32> dependence = tf.math.sub(joint, alone);
    channels.add(
        parts(
            tf.reduceSum(tf.math.mul(last(alone, peak), chosen), tf.constant(1)),
            tf.reduceSum(tf.math.mul(last(dependence, peak), chosen), tf.constant(1))));
    channels.add(
        parts(mean(last(alone, lasting), lasting), mean(last(dependence, lasting), lasting)));
  }

  /**
   * The windows of several steps that end at each of the last positions, oldest step first.
   *
   * @param x [batch, at least count + steps - 1, columns]
   * @return [batch * count, steps * columns]
   */
  private Operand<TFloat32> windows(Operand<TFloat32> x, int count, int steps, int columns) {
    List<Operand<TFloat32>> delayed = new ArrayList<>();
    for (int by = steps - 1; by >= 0; by--) {
      delayed.add(model.layers().before(x, by, count));
    }
    return tf.reshape(model.layers().join(delayed), tf.constant(new int[] {-1, steps * columns}));
  }

  /** Sums over lags, by variable: [batch, positions, variables]. */
  private Operand<TFloat32> byStep(Operand<TFloat32> shares) {
    Operand<TFloat32> byLatent =
        tf.reduceSum(
            tf.reshape(shares, tf.constant(new int[] {-1, lags, latents})), tf.constant(1));
    return tf.reshape(perVariable(byLatent), tf.constant(new int[] {-1, positions, width}));
  }

  /**
   * Only innovations belong to variables, which can come loose; all zero for an embedding, and for
   * a single variable, which has no others.
   */
  private Operand<TFloat32> relations() {
    int span = model.relationLags();
    if (isEmbedded() || width == 1) {
      Operand<TFloat32> none = tf.math.mul(mean(last(model.mask(), 1), 1), tf.constant(0f));
      return parts(none, none);
    }
    int steps = Math.min(SPANS[SPANS.length - 1], lags - span + 1);
    Operand<TFloat32> loose = // [batch, steps, variables]
        tf.reshape(
            new Looseness(tf, related, span)
                .of(
                    windows(deviations, steps, span, width),
                    windows(model.mask(), steps, span, width)),
            tf.constant(new int[] {-1, steps, width}));
    Operand<TFloat32> logarithmic =
        tf.math.mul(tf.math.sign(loose), tf.math.log1p(tf.math.abs(loose)));
    Operand<TFloat32> total = tf.zerosLike(mean(logarithmic, 1));
    for (int most : SPANS) {
      int count = Math.min(most, steps);
      total = tf.math.add(total, mean(last(logarithmic, count), count));
    }
    Operand<TFloat32> dependence = tf.math.div(total, tf.constant((float) SPANS.length));
    return parts(tf.zerosLike(dependence), dependence);
  }

  private Operand<TFloat32> limited(Operand<TFloat32> x, float most) {
    return tf.clipByValue(x, tf.constant(-most), tf.constant(most));
  }

  private Operand<TFloat32> half(Operand<TFloat32> x) {
    return tf.math.mul(tf.constant(0.5f), x);
  }

  /** [batch, 2, variables] */
  private Operand<TFloat32> parts(Operand<TFloat32> marginal, Operand<TFloat32> dependence) {
    return tf.stack(List.of(marginal, dependence), Stack.axis(1L));
  }

  /**
   * What each variable has of the latents: an embedding's are shared out evenly.
   *
   * @param energy [rows, latents]
   * @return [rows, variables]
   */
  private Operand<TFloat32> perVariable(Operand<TFloat32> energy) {
    if (!isEmbedded()) {
      return energy;
    }
    Operand<TFloat32> share =
        tf.math.div(
            tf.reduceSum(energy, tf.constant(-1), ReduceSum.keepDims(false)),
            tf.constant((float) width));
    return tf.stack(Collections.nCopies(width, share), Stack.axis(1L));
  }

  private Operand<TFloat32> last(Operand<TFloat32> x, int count) {
    return model.layers().last(x, count);
  }

  /** Mean over steps of their sum divided by {@code count}. */
  private Operand<TFloat32> mean(Operand<TFloat32> x, int count) {
    return tf.math.div(tf.reduceSum(x, tf.constant(1)), tf.constant((float) count));
  }
}
