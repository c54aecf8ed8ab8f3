package io.kopula.model.graph;

import io.kopula.model.Hyperparameters;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * Latents that belong to variables: for each horizon g, a head reads the hidden state of step s - g
 * and the calendar of step s and gives location and scale of each variable at step s. The
 * innovation is z = (x - location) / scale.
 */
final class Innovations {
  /** No scale is smaller, in units of scaled values: what is constant must not become infinite. */
  private static final float SCALE_FLOOR = 0.02f;

  private static final int CALENDAR_HIDDEN = 64;

  /** Innovations are cut here; the copula's table ends there too. */
  static final float CLIP = 1e3f;

  /**
   * One horizon's view of a window.
   *
   * @param name the horizon's name, part of the names of its weights
   * @param context steps that pass before the horizon's context begins
   * @param location [batch, window, variables]
   * @param scale [batch, window, variables]
   * @param innovation [batch, window, variables], 0 where a value is missing
   */
  record Horizon(
      String name,
      int context,
      Operand<TFloat32> location,
      Operand<TFloat32> scale,
      Operand<TFloat32> innovation) {}

  private final Ops tf;
  private final Layers layers;
  private final Weights weights;
  private final Hyperparameters sizes;
  private final int width;

  Innovations(Ops tf, Layers layers, Weights weights, Hyperparameters sizes, int width) {
    this.tf = tf;
    this.layers = layers;
    this.weights = weights;
    this.sizes = sizes;
    this.width = width;
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
    int steps = sizes.window();
    Operand<TFloat32> context = layers.delay(hidden, by, steps);
    Operand<TFloat32> inner =
        tf.nn.relu(
            layers.dense(
                name + "/hidden",
                layers.join(List.of(context, calendar)),
                steps,
                sizes.width() + features,
                2 * sizes.width()));
    // A learned share of the last known value: what persists need not be learned by the network.
    Operand<TFloat32> persistence =
        tf.math.mul(
            layers.delay(values, by, steps), weights.trainable(name + "/persistence", 0.5f, width));
    Operand<TFloat32> location =
        tf.math.add(
            layers.dense(name + "/location", inner, steps, 2 * sizes.width(), width), persistence);
    return horizon(name, by, location, inner, 2 * sizes.width(), values, mask);
  }

  private Horizon calendar(
      Operand<TFloat32> values, Operand<TFloat32> mask, Operand<TFloat32> calendar, int features) {
    String name = "horizon/calendar";
    int steps = sizes.window();
    Operand<TFloat32> inner =
        tf.nn.relu(layers.dense(name + "/hidden", calendar, steps, features, CALENDAR_HIDDEN));
    Operand<TFloat32> location =
        layers.dense(name + "/location", inner, steps, CALENDAR_HIDDEN, width);
    return horizon(name, 0, location, inner, CALENDAR_HIDDEN, values, mask);
  }

  private Horizon horizon(
      String name,
      int context,
      Operand<TFloat32> location,
      Operand<TFloat32> inner,
      int innerWidth,
      Operand<TFloat32> values,
      Operand<TFloat32> mask) {
    Operand<TFloat32> scale =
        tf.math.add(
            tf.math.softplus(
                layers.dense(name + "/scale", inner, sizes.window(), innerWidth, width)),
            tf.constant(SCALE_FLOOR));
    Operand<TFloat32> raw = tf.math.div(tf.math.sub(values, location), scale);
    Operand<TFloat32> innovation =
        tf.math.mul(tf.clipByValue(raw, tf.constant(-CLIP), tf.constant(CLIP)), mask);
    return new Horizon(name, context, location, scale, innovation);
  }
}
