package io.kopula.training;

import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Windows of the parts that are not trained on, on which epochs are compared. */
final class HeldBack {
  private static final int MOST_WINDOWS = 128;

  private final int window;
  private final int inputs;
  private final int count;
  private final float[] windows; // [count, window, inputs]

  /**
   * Windows side by side, spread evenly where there are many. A part that is shorter than a window
   * gives one that reaches back into what is trained on.
   *
   * @param limits steps of each series that are trained on
   */
  HeldBack(List<EncodedSeries> series, int[] limits, int window, int inputs) {
    this.window = window;
    this.inputs = inputs;
    List<int[]> all = new ArrayList<>();
    for (int s = 0; s < limits.length; s++) {
      int length = series.get(s).length();
      for (int from = Math.min(limits[s], length - window);
          from + window <= length;
          from += window) {
        all.add(new int[] {s, from});
      }
    }
    int every = Math.max(1, all.size() / MOST_WINDOWS);
    count = (all.size() + every - 1) / every;
    windows = new float[count * window * inputs];
    for (int i = 0; i < count; i++) {
      int[] start = all.get(i * every);
      series.get(start[0]).copy(start[1], window, windows, i * window * inputs);
    }
  }

  /** The windows as a tensor, which the caller closes. */
  TFloat32 tensor() {
    return TFloat32.tensorOf(Shape.of(count, window, inputs), DataBuffers.of(windows));
  }
}
