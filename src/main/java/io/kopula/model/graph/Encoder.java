package io.kopula.model.graph;

import io.kopula.model.Hyperparameters;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The temporal dynamics: a causal pre-LN transformer encoder over value, presence, calendar and
 * position (section "temporal" of arXiv:2509.15033; pre-LN as in arXiv:2002.04745).
 */
final class Encoder {
  private static final int EXPANSION = 2;

  private final Ops tf;
  private final Layers layers;
  private final Weights weights;
  private final Hyperparameters sizes;

  Encoder(Ops tf, Layers layers, Weights weights, Hyperparameters sizes) {
    this.tf = tf;
    this.layers = layers;
    this.weights = weights;
    this.sizes = sizes;
  }

  /**
   * @param inputs [batch, window, features]
   * @return hidden states [batch, window, width]; the one of a step depends on no later step
   */
  Operand<TFloat32> encode(Operand<TFloat32> inputs, int features) {
    int steps = sizes.window();
    int width = sizes.width();
    Operand<TFloat32> x =
        tf.math.add(
            layers.dense("encoder/input", inputs, steps, features, width),
            weights.matrix("encoder/position", steps, width));
    for (int layer = 0; layer < sizes.layers(); layer++) {
      x = block("encoder/" + layer, x);
    }
    return layers.normalise("encoder/final", x, width);
  }

  private Operand<TFloat32> block(String name, Operand<TFloat32> x) {
    int steps = sizes.window();
    int width = sizes.width();
    Operand<TFloat32> attended =
        tf.math.add(
            x,
            layers.attention(
                name + "/attention",
                layers.normalise(name + "/attention/norm", x, width),
                steps,
                width,
                sizes.heads()));
    Operand<TFloat32> hidden =
        tf.nn.relu(
            layers.dense(
                name + "/feed/in",
                layers.normalise(name + "/feed/norm", attended, width),
                steps,
                width,
                EXPANSION * width));
    return tf.math.add(
        attended, layers.dense(name + "/feed/out", hidden, steps, EXPANSION * width, width));
  }
}
