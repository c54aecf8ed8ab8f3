package io.kopula.model.graph;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Stack;
import org.tensorflow.types.TFloat32;

/** The scoring part of the graph: energies of the last steps of a window, by variable and part. */
final class Evidence {
  private final ModelGraph model;
  private final Ops tf;
  private final int width;
  private final int lags;

  Evidence(ModelGraph model) {
    this.model = model;
    tf = model.tf();
    width = model.width();
    lags = model.sizes().lags();
  }

  /** [batch, channels, 2, variables]. */
  Operand<TFloat32> build() {
    List<Operand<TFloat32>> now = new ArrayList<>();
    List<Operand<TFloat32>> smoothed = new ArrayList<>();
    Operand<TFloat32> mask = last(model.mask());
    for (ModelGraph.Part part : model.parts()) {
      Operand<TFloat32> marginal =
          part.marginals()
              .energy(last(part.horizon().innovation()), last(part.horizon().scale()), mask);
      Operand<TFloat32> dependence =
          reshape(
              part.copula()
                  .energy(
                      part.marginals().quantiles(rows(last(part.horizon().innovation()))),
                      rows(mask)),
              lags);
      Operand<TFloat32> both =
          tf.stack(List.of(marginal, dependence), Stack.axis(2L)); // [batch, lags, 2, variables]
      now.add(mean(both, 1));
      smoothed.add(mean(both, Math.min(ModelGraph.SMOOTHING, lags)));
    }
    List<Operand<TFloat32>> channels = new ArrayList<>(now);
    channels.addAll(smoothed);
    channels.add(window(mask));
    return tf.stack(channels, Stack.axis(1L));
  }

  /** Dependence over variables and lags of the calendar's innovations: the shape of a window. */
  private Operand<TFloat32> window(Operand<TFloat32> mask) {
    ModelGraph.Part calendar = model.parts().get(model.parts().size() - 1);
    Operand<TFloat32> innovation = last(calendar.horizon().innovation());
    Operand<TFloat32> marginal =
        calendar.marginals().energy(innovation, last(calendar.horizon().scale()), mask);
    Copula copula =
        new Copula(
            tf,
            model.weights(),
            ModelGraph.WINDOW,
            model.dependence(),
            width * lags,
            model.windowFactors());
    int[] flat = {-1, width * lags};
    Operand<TFloat32> quantiles =
        tf.reshape(
            calendar.marginals().towards(ModelGraph.WINDOW).quantiles(rows(innovation)),
            tf.constant(flat));
    Operand<TFloat32> dependence =
        reshape(copula.energy(quantiles, tf.reshape(mask, tf.constant(flat))), lags);
    return tf.reduceSum(tf.stack(List.of(marginal, dependence), Stack.axis(2L)), tf.constant(1));
  }

  private Operand<TFloat32> last(Operand<TFloat32> x) {
    return model.layers().last(x, lags, model.sizes().window());
  }

  private Operand<TFloat32> rows(Operand<TFloat32> x) {
    return tf.reshape(x, tf.constant(new int[] {-1, width}));
  }

  private Operand<TFloat32> reshape(Operand<TFloat32> x, int steps) {
    return tf.reshape(x, tf.constant(new int[] {-1, steps, width}));
  }

  /** Mean over the last {@code count} lags: [batch, 2, variables]. */
  private Operand<TFloat32> mean(Operand<TFloat32> both, int count) {
    Operand<TFloat32> recent =
        tf.slice(
            both,
            tf.constant(new int[] {0, lags - count, 0, 0}),
            tf.constant(new int[] {-1, count, -1, -1}));
    return tf.math.mean(recent, tf.constant(1));
  }
}
