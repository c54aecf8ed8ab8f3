package io.kopula.model.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.math.Mean;
import org.tensorflow.types.TFloat32;

/** Building blocks of a network. Tensors are [batch, steps, features] unless said otherwise. */
final class Layers {
  private static final float EPSILON = 1e-5f;

  private final Ops tf;
  private final Weights weights;

  Layers(Ops tf, Weights weights) {
    this.tf = tf;
    this.weights = weights;
  }

  /**
   * A linear map of the last axis plus a bias.
   *
   * @return [batch, steps, outputs]
   */
  Operand<TFloat32> dense(String name, Operand<TFloat32> x, int steps, int inputs, int outputs) {
    Operand<TFloat32> flat = tf.reshape(x, tf.constant(new int[] {-1, inputs}));
    Operand<TFloat32> mapped =
        tf.math.add(
            tf.linalg.matMul(flat, weights.matrix(name + "/kernel", inputs, outputs)),
            weights.trainable(name + "/bias", 0f, outputs));
    return tf.reshape(mapped, tf.constant(new int[] {-1, steps, outputs}));
  }

  /** Layer normalisation over the last axis (Ba et al., arXiv:1607.06450). */
  Operand<TFloat32> normalise(String name, Operand<TFloat32> x, int features) {
    Operand<TFloat32> centred = tf.math.sub(x, mean(x));
    Operand<TFloat32> variance = mean(tf.math.mul(centred, centred));
    Operand<TFloat32> inverse = tf.math.rsqrt(tf.math.add(variance, tf.constant(EPSILON)));
    return tf.math.add(
        tf.math.mul(tf.math.mul(centred, inverse), weights.trainable(name + "/gain", 1f, features)),
        weights.trainable(name + "/offset", 0f, features));
  }

  /**
   * Causal multi-head self-attention: a step sees itself and the steps before it (Vaswani et al.,
   * arXiv:1706.03762).
   */
  Operand<TFloat32> attention(String name, Operand<TFloat32> x, int steps, int width, int heads) {
    int size = width / heads;
    Operand<TFloat32> queries = // scaled here, where there are fewer numbers than in the product
        tf.math.mul(
            heads(dense(name + "/query", x, steps, width, width), steps, heads, size),
            tf.constant((float) (1 / Math.sqrt(size))));
    Operand<TFloat32> keys =
        heads(dense(name + "/key", x, steps, width, width), steps, heads, size);
    Operand<TFloat32> values =
        heads(dense(name + "/value", x, steps, width, width), steps, heads, size);
    Operand<TFloat32> logits =
        tf.train.batchMatMul(
            queries, keys, TFloat32.class, org.tensorflow.op.train.BatchMatMul.adjY(true));
    Operand<TFloat32> attention = tf.nn.softmax(tf.math.add(logits, tf.constant(future(steps))));
    Operand<TFloat32> mixed = tf.train.batchMatMul(attention, values, TFloat32.class);
    Operand<TFloat32> joined =
        tf.reshape(
            tf.linalg.transpose(mixed, tf.constant(new int[] {0, 2, 1, 3})),
            tf.constant(new int[] {-1, steps, width}));
    return dense(name + "/out", joined, steps, width, width);
  }

  private Operand<TFloat32> heads(Operand<TFloat32> x, int steps, int heads, int size) {
    return tf.linalg.transpose(
        tf.reshape(x, tf.constant(new int[] {-1, steps, heads, size})),
        tf.constant(new int[] {0, 2, 1, 3}));
  }

  /** [steps, steps]: 0 where a step may look, very negative where it may not. */
  private static float[][] future(int steps) {
    float[][] mask = new float[steps][steps];
    for (int i = 0; i < steps; i++) {
      for (int j = i + 1; j < steps; j++) {
        mask[i][j] = -1e9f;
      }
    }
    return mask;
  }

  /**
   * What is {@code by} steps before each of the last ones, zeros where that is before the window.
   *
   * @return [batch, count, features]
   */
  Operand<TFloat32> before(Operand<TFloat32> x, int by, int count) {
    int from = Math.toIntExact(x.shape().get(1)) - count - by;
    int absent = Math.max(0, -from);
    Operand<TFloat32> kept =
        from == 0 && by == 0
            ? x
            : tf.slice(
                x,
                tf.constant(new int[] {0, from + absent, 0}),
                tf.constant(new int[] {-1, count - absent, -1}));
    return absent == 0
        ? kept
        : tf.pad(kept, tf.constant(new int[][] {{0, 0}, {absent, 0}, {0, 0}}), tf.constant(0f));
  }

  /** The last {@code count} steps: [batch, count, features]. */
  Operand<TFloat32> last(Operand<TFloat32> x, int count) {
    return before(x, 0, count);
  }

  Operand<TFloat32> join(List<Operand<TFloat32>> parts) {
    return parts.size() == 1 ? parts.get(0) : tf.concat(parts, tf.constant(2));
  }

  private Operand<TFloat32> mean(Operand<TFloat32> x) {
    return tf.math.mean(x, tf.constant(-1), Mean.keepDims(true));
  }

  /** Sum over the last axis, which disappears. */
  Operand<TFloat32> sum(Operand<TFloat32> x) {
    return tf.reduceSum(x, tf.constant(-1));
  }
}
