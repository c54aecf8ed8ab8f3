package io.kopula.model.graph;

import io.kopula.model.Latents;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/**
 * What each variable of a window's last step should be, given its past and the other variables now:
 * median and band of the conditional distribution at the shortest horizon. An embedding knows no
 * variables: all zero.
 */
final class Expectation {
  private final ModelGraph model;
  private final Ops tf;

  Expectation(ModelGraph model) {
    this.model = model;
    tf = model.tf();
  }

  /**
   * @return [batch, 3, variables]: median, lower and upper end of the band, scaled values
   */
  Operand<TFloat32> build() {
    if (model.sizes().latents() == Latents.EMBEDDING) {
      Operand<TFloat32> none = tf.math.mul(last(model.mask()), tf.constant(0f));
      return tf.stack(List.of(none, none, none), Stack.axis(1L));
    }
    ModelGraph.Part part = model.parts().get(0);
    Operand<TFloat32> innovation = last(part.horizon().innovation());
    Copula.Conditional conditional =
        part.copula().conditional(part.marginals().quantiles(innovation), last(model.mask()));
    Operand<TFloat32> inverse = part.marginals().inverse(part.horizon().name());
    Operand<TFloat32> location = last(part.horizon().location());
    Operand<TFloat32> scale = part.horizon().scale();
    return tf.stack(
        List.of(
            value(part, conditional.median(), inverse, location, scale),
            value(
                part,
                tf.math.sub(conditional.median(), conditional.half()),
                inverse,
                location,
                scale),
            value(
                part,
                tf.math.add(conditional.median(), conditional.half()),
                inverse,
                location,
                scale)),
        Stack.axis(1L));
  }

  private Operand<TFloat32> value(
      ModelGraph.Part part,
      Operand<TFloat32> quantile,
      Operand<TFloat32> inverse,
      Operand<TFloat32> location,
      Operand<TFloat32> scale) {
    return tf.math.add(
        location, tf.math.mul(scale, part.marginals().innovations(quantile, inverse)));
  }

  /** [batch, variables] */
  private Operand<TFloat32> last(Operand<TFloat32> x) {
    return tf.reshape(model.layers().last(x, 1), tf.constant(new int[] {-1, model.width()}));
  }
}
