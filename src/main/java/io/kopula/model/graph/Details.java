package io.kopula.model.graph;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.linalg.MatMul;
import org.tensorflow.types.TFloat32;

/**
 * What an explanation looks at beyond a score: how far each variable is from its rhythm at every
 * step of the window, and how variables usually go together at a step.
 */
final class Details {
  private final ModelGraph model;
  private final Evidence evidence;
  private final Ops tf;

  Details(ModelGraph model, Evidence evidence) {
    this.model = model;
    this.evidence = evidence;
    tf = model.tf();
  }

  /**
   * @return [batch, window * variables + variables * variables]: deviations, then correlations
   */
  Operand<TFloat32> build() {
    int width = model.width();
    Operand<TFloat32> deviations =
        tf.reshape(
            evidence.deviations(), tf.constant(new int[] {-1, model.sizes().window() * width}));
    Operand<TFloat32> now = // loadings at the last lag
        tf.slice(
            evidence.related().loadings(),
            tf.constant(new int[] {width * (model.relationLags() - 1), 0}),
            tf.constant(new int[] {width, -1}));
    Operand<TFloat32> correlations =
        tf.reshape(
            tf.linalg.matMul(now, now, MatMul.transposeB(true)),
            tf.constant(new int[] {1, width * width}));
    Operand<TFloat32> none =
        tf.math.mul(
            tf.slice(deviations, tf.constant(new int[] {0, 0}), tf.constant(new int[] {-1, 1})),
            tf.constant(0f));
    return tf.concat(List.of(deviations, tf.math.add(none, correlations)), tf.constant(1));
  }
}
