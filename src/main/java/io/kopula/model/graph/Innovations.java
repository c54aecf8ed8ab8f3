package io.kopula.model.graph;

import io.kopula.model.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Latents that belong to variables: for each horizon g, a head reads the hidden state of step s - g
 * and the calendar of step s and gives the location of each variable at step s. The innovation is z
 * = (x - location) / scale.
 */
public final class Innovations {
  /**
   * No scale is smaller, in units of scaled values: what hardly varies must not weigh more than its
   * size is worth.
   */
  private static final float LEAST_SCALE = 0.02f;

  /** How much faster than other weights a scale is learned: it may have to fall by far. */
  private static final float SCALE_GAIN = 10f;

  private static final int CALENDAR_HIDDEN = 64;

  /** Innovations are cut here; the copula's table ends there too. */
  static final float CLIP = 1e3f;

  /**
   * One horizon's view of the last steps of a window, as many as are wanted.
   *
   * @param name the horizon's name, part of the names of its weights
   * @param context steps that pass before the horizon's context begins
   * @param location [batch, steps, latents]
   * @param scale [latents]
   * @param deviation from the location [batch, steps, latents], 0 where a value is missing
   * @param innovation the deviation in units of the scale, bounded [batch, steps, latents]
   * @param mask [batch, steps, latents], 1 where present
   */
  record Horizon(
      String name,
      int context,
      Operand<TFloat32> location,
      Operand<TFloat32> scale,
      Operand<TFloat32> deviation,
      Operand<TFloat32> innovation,
      Operand<TFloat32> mask) {}

  private final Ops tf;
  private final Layers layers;
  private final Weights weights;
  private final Hyperparameters sizes;
  private final int width;
  private final int recent;
  private final int lagged;

  /**
   * @param recent last steps of a window that are wanted of horizons with recent context
   * @param lagged those of the calendar's
   */
  Innovations(
      Ops tf,
      Layers layers,
      Weights weights,
      Hyperparameters sizes,
      int width,
      int recent,
      int lagged) {
    this.tf = tf;
    this.layers = layers;
    this.weights = weights;
    this.sizes = sizes;
    this.width = width;
    this.recent = recent;
    this.lagged = lagged;
  }

  /**
   * All horizons, the calendar's last.
   *
   * @param hidden [batch, window, sizes.width]
   * @param values [batch, window, variables], 0 where missing
   * @param mask [batch, window, variables], 1 where present
   * @param calendar [batch, window, features]
   */
  List<Horizon> horizons(
      Operand<TFloat32> hidden,
      Operand<TFloat32> values,
      Operand<TFloat32> mask,
      Operand<TFloat32> calendar,
      int features) {
    List<Horizon> found = new ArrayList<>();
    for (int steps : sizes.horizons()) {
      found.add(ahead(steps, hidden, values, mask, calendar, features));
    }
    found.add(calendar(values, mask, calendar, features));
    return found;
  }

  private Horizon ahead(
      int by,
      Operand<TFloat32> hidden,
      Operand<TFloat32> values,
      Operand<TFloat32> mask,
      Operand<TFloat32> calendar,
      int features) {
    String name = "horizon/" + by;
    Operand<TFloat32> context = layers.before(hidden, by, recent);
    Operand<TFloat32> inner =
        tf.nn.relu(
            layers.dense(
                name + "/hidden",
                layers.join(List.of(context, layers.last(calendar, recent))),
                recent,
                sizes.width() + features,
                2 * sizes.width()));
    // A learned share of the last known value: what persists need not be learned by the network.
    Operand<TFloat32> persistence =
        tf.math.mul(
            layers.before(values, by, recent),
            weights.trainable(name + "/persistence", 0.5f, width));
    Operand<TFloat32> location =
        tf.math.add(
            layers.dense(name + "/location", inner, recent, 2 * sizes.width(), width), persistence);
    return horizon(name, by, location, layers.last(values, recent), layers.last(mask, recent));
  }

  private Horizon calendar(
      Operand<TFloat32> values, Operand<TFloat32> mask, Operand<TFloat32> calendar, int features) {
    String name = "horizon/calendar";
    Operand<TFloat32> inner =
        tf.nn.relu(
            layers.dense(
                name + "/hidden",
                layers.last(calendar, lagged),
                lagged,
                features,
                CALENDAR_HIDDEN));
    Operand<TFloat32> location =
        layers.dense(name + "/location", inner, lagged, CALENDAR_HIDDEN, width);
    return horizon(name, 0, location, layers.last(values, lagged), layers.last(mask, lagged));
  }

  /** A scale for each variable, the same at all times: relations between variables are linear. */
  private Horizon horizon(
      String name,
      int context,
      Operand<TFloat32> location,
      Operand<TFloat32> values,
      Operand<TFloat32> mask) {
    Operand<TFloat32> scale = scale(tf, weights, name, width);
    Operand<TFloat32> deviation = tf.math.mul(tf.math.sub(values, location), mask);
    Operand<TFloat32> innovation =
        tf.clipByValue(tf.math.div(deviation, scale), tf.constant(-CLIP), tf.constant(CLIP));
    return new Horizon(name, context, location, scale, deviation, innovation, mask);
  }

  /** The scales that raw weights stand for. */
  public static double[] scales(float[] raw) {
    double[] scales = new double[raw.length];
    for (int i = 0; i < scales.length; i++) {
      double gained = SCALE_GAIN * raw[i];
      scales[i] = (gained > 30 ? gained : Math.log1p(Math.exp(gained))) + LEAST_SCALE;
    }
    return scales;
  }

  /** Positive and learned: [size]. */
  static Operand<TFloat32> scale(Ops tf, Weights weights, String name, int size) {
    Operand<TFloat32> raw =
        tf.math.mul(weights.trainable(name + "/scale", 0f, size), tf.constant(SCALE_GAIN));
    return tf.math.add(tf.math.softplus(raw), tf.constant(LEAST_SCALE));
  }
}
