package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import io.kopula.model.Dependence;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** A graph that takes weights as an input says the same as the one in which they were trained. */
class StoredGraphTest {
  private static final int WINDOWS = 5;

  @ParameterizedTest
  @EnumSource(Dependence.class)
  void weightsThatAreAnInputGiveTheSame(Dependence kind) {
    try (SmallModel small = new SmallModel(kind);
        ModelGraph stored = small.model().ofWeights();
        Session session = new Session(stored.graph());
        TFloat32 windows =
            SmallModel.tensor(
                SmallModel.windows(WINDOWS, 0.1, 3),
                WINDOWS,
                SmallModel.SIZES.window(),
                SmallModel.INPUTS)) {
      Map<String, float[]> values = small.model().weights().readAll(small.session());
      float[] flat = new float[values.values().stream().mapToInt(each -> each.length).sum()];
      int at = 0;
      for (String name : small.model().weights().shapes().keySet()) {
        System.arraycopy(values.get(name), 0, flat, at, values.get(name).length);
        at += values.get(name).length;
      }
      try (TFloat32 weights = SmallModel.tensor(flat, flat.length)) {
        float[] scored =
            GraphRun.run(
                session
                    .runner()
                    .feed(stored.inputs(), windows)
                    .feed(stored.weights().input(), weights)
                    .fetch(stored.outputs()));
        float[] trained =
            GraphRun.run(
                small
                    .session()
                    .runner()
                    .feed(small.model().inputs(), windows)
                    .fetch(small.model().outputs()));
        // sums of fewer steps may be added up in another order
        assertThat(scored).isNotEmpty().containsExactly(trained, offset(1e-5f));
      }
    }
  }
}
