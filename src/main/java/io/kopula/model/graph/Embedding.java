package io.kopula.model.graph;

import java.util.Collections;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReduceSum;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/**
 * Latents as published (arXiv:2509.15033): a few of each step, Z = W h, of the state that has seen
 * the step itself. The rows of W have unit length and the scales a least value, so that the
 * likelihood cannot grow by shrinking the latents.
 */
final class Embedding {
  static final String NAME = "embedding";

  private static final float LEAST_LENGTH = 1e-6f;

  private final Ops tf;
  private final Weights weights;
  private final int inputs;
  private final int size;

  /**
   * @param inputs size of a hidden state
   * @param size number of latents, d
   */
  Embedding(Ops tf, Weights weights, int inputs, int size) {
    this.tf = tf;
    this.weights = weights;
    this.inputs = inputs;
    this.size = size;
  }

  /**
   * @param hidden [batch, window, inputs]
   * @param mask [batch, window, variables]
   * @return the only horizon; a step without any value has no latents
   */
  Innovations.Horizon horizon(Operand<TFloat32> hidden, Operand<TFloat32> mask, int window) {
    Operand<TFloat32> raw = weights.matrix(NAME + "/projection", inputs, size);
    Operand<TFloat32> length =
        tf.math.sqrt(
            tf.math.add(
                tf.reduceSum(tf.math.mul(raw, raw), tf.constant(0)), tf.constant(LEAST_LENGTH)));
    Operand<TFloat32> flat = tf.reshape(hidden, tf.constant(new int[] {-1, inputs}));
    Operand<TFloat32> latents =
        tf.reshape(
            tf.linalg.matMul(flat, tf.math.div(raw, length)),
            tf.constant(new int[] {-1, window, size}));
    Operand<TFloat32> location = weights.trainable(NAME + "/location", 0f, size);
    Operand<TFloat32> scale = Innovations.scale(tf, weights, NAME, size);
    Operand<TFloat32> present =
        tf.math.minimum(
            tf.constant(1f), tf.reduceSum(mask, tf.constant(-1), ReduceSum.keepDims(false)));
    Operand<TFloat32> all = tf.stack(Collections.nCopies(size, present), Stack.axis(2L));
    Operand<TFloat32> deviation = tf.math.mul(tf.math.sub(latents, location), all);
    Operand<TFloat32> innovation = tf.math.div(deviation, scale);
    return new Innovations.Horizon(NAME, 0, location, scale, deviation, innovation, all);
  }
}
