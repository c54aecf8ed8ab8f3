package io.kopula.training;

import io.kopula.model.Latents;
import io.kopula.model.graph.ModelGraph;
import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** The innovations of training windows, as the rows that dependence is fitted to. */
final class Innovated {
  private static final int BATCH = 64;

  /** Most windows that are looked at: more rows than this add time, not accuracy. */
  private static final int MOST_WINDOWS = 400;

  private final int steps; // usable steps of a window
  private final int width;
  private final int horizons;
  private final List<float[]> innovations = new ArrayList<>(); // a window: [steps, horizons, width]
  private final List<boolean[]> presence = new ArrayList<>(); // a window: [steps, width]

  private boolean finite = true;

  private Innovated(int steps, int width, int horizons) {
    this.steps = steps;
    this.width = width;
    this.horizons = horizons;
  }

  /** Steps at a window's start whose embedding has seen too little. */
  private static final int EMBEDDING_CONTEXT = 16;

  /** All horizons: the steps for which the longest one has its context. */
  static Innovated of(ModelGraph model, Session session, List<EncodedSeries> series, int[] limits) {
    return of(model, session, series, limits, context(model));
  }

  /** The last horizon only, the calendar's, which needs no context: all steps. */
  static Innovated ofLast(
      ModelGraph model, Session session, List<EncodedSeries> series, int[] limits) {
    boolean calendar = model.sizes().latents() == Latents.INNOVATION;
    return of(model, session, series, limits, calendar ? 0 : context(model));
  }

  /** Steps at a window's start that the longest context passes. */
  static int context(ModelGraph model) {
    return model.sizes().latents() == Latents.INNOVATION
        ? model.sizes().longestHorizon()
        : Math.min(EMBEDDING_CONTEXT, model.sizes().window() / 2);
  }

  /**
   * Runs windows spread evenly over the first {@code limits} steps of each series through the
   * graph.
   *
   * @param longest steps at the start of each window that are left out
   */
  private static Innovated of(
      ModelGraph model, Session session, List<EncodedSeries> series, int[] limits, int longest) {
    int window = model.sizes().window();
    int steps = window - longest;
    Innovated found = new Innovated(steps, model.latents(), model.horizons().size());
    long total = 0;
    for (int limit : limits) {
      total += Math.max(0, (limit - longest) / steps);
    }
    double every = Math.max(1, (double) total / MOST_WINDOWS);
    List<int[]> starts = new ArrayList<>();
    double next = 0;
    long index = 0;
    for (int s = 0; s < limits.length; s++) {
      for (int from = 0; from + window <= limits[s]; from += steps, index++) {
        if (index >= next) {
          starts.add(new int[] {s, from});
          next += every;
        }
      }
    }
    for (int from = 0; from < starts.size(); from += BATCH) {
      found.run(
          model, session, series, starts.subList(from, Math.min(starts.size(), from + BATCH)));
    }
    return found;
  }

  /**
   * Runs some windows of one series through the graph.
   *
   * @param starts of the windows
   * @param steps of each window that are kept, the last ones
   */
  static Innovated at(
      ModelGraph model, Session session, EncodedSeries series, int[] starts, int steps) {
    Innovated found = new Innovated(steps, model.latents(), model.horizons().size());
    found.run(
        model,
        session,
        List.of(series),
        Arrays.stream(starts).mapToObj(from -> new int[] {0, from}).toList());
    return found;
  }

  private void run(
      ModelGraph model, Session session, List<EncodedSeries> series, List<int[]> starts) {
    int window = model.sizes().window();
    int inputs = EncodedSeries.inputWidth(model.width(), model.features());
    boolean byVariable = model.sizes().latents() == Latents.INNOVATION;
    float[] batch = new float[starts.size() * window * inputs];
    for (int i = 0; i < starts.size(); i++) {
      int[] start = starts.get(i);
      series.get(start[0]).copy(start[1], window, batch, i * window * inputs);
    }
    int size = window * horizons * width;
    float[] values = new float[starts.size() * size];
    try (TFloat32 input =
            TFloat32.tensorOf(Shape.of(starts.size(), window, inputs), DataBuffers.of(batch));
        var result =
            session.runner().feed(model.inputs(), input).fetch(model.innovations()).run()) {
      result.get(0).asRawTensor().data().asFloats().read(values);
    }
    int skipped = window - steps;
    for (int i = 0; i < starts.size(); i++) {
      float[] kept = new float[steps * horizons * width];
      System.arraycopy(values, i * size + skipped * horizons * width, kept, 0, kept.length);
      innovations.add(kept);
      for (float value : kept) {
        finite &= Float.isFinite(value);
      }
      boolean[] present = new boolean[steps * width];
      EncodedSeries source = series.get(starts.get(i)[0]);
      for (int step = 0; step < steps; step++) {
        for (int j = 0; j < width; j++) {
          int at = starts.get(i)[1] + skipped + step;
          present[step * width + j] = byVariable ? source.isPresent(at, j) : source.hasValue(at);
        }
      }
      presence.add(present);
    }
  }

  /** Whether all innovations are finite: those of weights that have diverged are not. */
  boolean isFinite() {
    return finite;
  }

  /** Rows of single steps of one horizon: [steps, variables]. */
  DependenceFit.Rows steps(int horizon, double[] degrees) {
    return lags(horizon, degrees, 1, 1);
  }

  /**
   * Rows of several steps of one horizon, oldest first: [windows, lags * variables].
   *
   * @param stride steps between two rows
   */
  DependenceFit.Rows lags(int horizon, double[] degrees, int lags, int stride) {
    int perWindow = (steps - lags) / stride + 1;
    return new DependenceFit.Rows() {
      @Override
      public int count() {
        return innovations.size() * perWindow;
      }

      @Override
      public int size() {
        return lags * width;
      }

      @Override
      public double innovation(int row, int variable) {
        int step = row % perWindow * stride + variable / width;
        return innovations
            .get(row / perWindow)[(step * horizons + horizon) * width + variable % width];
      }

      @Override
      public boolean isPresent(int row, int variable) {
        int step = row % perWindow * stride + variable / width;
        return presence.get(row / perWindow)[step * width + variable % width];
      }

      @Override
      public double degrees(int variable) {
        return degrees[variable % width];
      }
    };
  }
}
