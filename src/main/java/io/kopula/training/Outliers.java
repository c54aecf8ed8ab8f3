package io.kopula.training;

import io.kopula.model.Latents;
import io.kopula.model.graph.ModelGraph;
import io.kopula.window.EncodedSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Session;

/**
 * Steps of the training part that a half-trained model finds far less likely than all others:
 * incidents that nobody has labelled, which must not be learned. A step's energies are standardised
 * in each horizon by median and median absolute deviation, averaged over horizons and neighbours,
 * and clear outliers are taken, few at most. What returns with a season is no incident.
 */
final class Outliers {
  /** Most of an entity's steps that are taken. */
  static final double MOST = 0.02;

  /** Robust standard deviations above the median from which a step is an outlier. */
  private static final double FAR = 20;

  private static final double MAD_TO_DEVIATION = 1.4826;

  /** Neighbours before and after a step that its energy is averaged with. */
  private static final int NEIGHBOURS = 2;

  /** Steps before and after an outlier that are taken with it. */
  private static final int MARGIN = 2;

  /** A step returns with a season when outliers lie so many steps from where it would be ... */
  private static final int TOLERANCE = 3;

  /** ... in this share of the other cycles. */
  private static final double RETURNING = 0.5;

  private static final int BATCH = 64;

  /** Windows beyond which those horizons are left out that see the end of a window only. */
  private static final int MANY_WINDOWS = 6_000;

  /** Most windows that are looked at, spread evenly: time stays bounded. */
  private static final int MOST_WINDOWS = 20_000;

  private final ModelGraph model;
  private final Session session;
  private final List<EncodedSeries> series;
  private final int[] limits;
  private final int[] periods;
  private final int[] contexts; // of each horizon

  /**
   * @param limits steps of each series that are trained on
   * @param periods of the seasons, steps
   */
  Outliers(
      ModelGraph model, Session session, List<EncodedSeries> series, int[] limits, int[] periods) {
    this.model = model;
    this.session = session;
    this.series = List.copyOf(series);
    this.limits = limits.clone();
    this.periods = periods.clone();
    contexts =
        model.sizes().latents() == Latents.EMBEDDING
            ? new int[] {Innovated.context(model)}
            : IntStream.concat(
                    model.sizes().horizons().stream().mapToInt(Integer::intValue), IntStream.of(0))
                .toArray();
  }

  /**
   * Looks for them.
   *
   * @param fits dependence of each horizon
   * @param degrees of each horizon's marginals
   * @return of each series the steps to leave out
   */
  List<BitSet> find(List<DependenceFit> fits, List<double[]> degrees) throws InterruptedException {
    int window = model.sizes().window();
    int skipped = Arrays.stream(contexts).max().orElse(0);
    if (windows(window - skipped) > MANY_WINDOWS) {
      skipped = Math.min(skipped, window / 6);
    }
    int steps = window - skipped;
    int every = (int) Math.max(1, windows(steps) / MOST_WINDOWS);
    List<BitSet> found = new ArrayList<>();
    for (int s = 0; s < limits.length; s++) {
      float[][] energies = new float[contexts.length][limits[s]];
      for (float[] each : energies) {
        Arrays.fill(each, Float.NaN);
      }
      int[] starts = starts(limits[s], window, steps, every);
      for (int from = 0; from < starts.length; from += BATCH) {
        if (Thread.interrupted()) {
          throw new InterruptedException("fit abandoned");
        }
        int[] batch = Arrays.copyOfRange(starts, from, Math.min(starts.length, from + BATCH));
        Innovated innovated = Innovated.at(model, session, series.get(s), batch, steps);
        for (int h = 0; h < contexts.length; h++) {
          if (contexts[h] <= skipped) {
            double[] rows = fits.get(h).energies(innovated.steps(h, degrees.get(h)));
            spread(rows, batch, skipped, steps, series.get(s), energies[h]);
          }
        }
      }
      found.add(of(energies, periods));
    }
    return found;
  }

  private long windows(int steps) {
    return Arrays.stream(limits).mapToLong(limit -> limit / steps).sum();
  }

  private static int[] starts(int limit, int window, int steps, int every) {
    int count = (limit - window + steps - 1) / steps + 1;
    return IntStream.range(0, count)
        .filter(index -> index % every == 0)
        .map(index -> Math.min(index * steps, limit - window))
        .toArray();
  }

  private static void spread(
      double[] rows, int[] starts, int skipped, int steps, EncodedSeries series, float[] energies) {
    for (int row = 0; row < rows.length; row++) {
      int step = starts[row / steps] + skipped + row % steps;
      if (series.hasValue(step)) {
        energies[step] = (float) rows[row];
      }
    }
  }

  /**
   * Finds the outliers of one series.
   *
   * @param energies [horizons, steps], NaN where unknown
   */
  static BitSet of(float[][] energies, int[] periods) {
    int length = energies[0].length;
    double[] mean = new double[length];
    int[] horizons = new int[length];
    for (float[] each : energies) {
      double[] standardised = standardised(doubles(each));
      for (int step = 0; step < length; step++) {
        if (!Double.isNaN(standardised[step])) {
          mean[step] += standardised[step];
          horizons[step]++;
        }
      }
    }
    for (int step = 0; step < length; step++) {
      mean[step] = horizons[step] == 0 ? Double.NaN : mean[step] / horizons[step];
    }
    double[] heights = standardised(smoothed(mean));
    BitSet high = new BitSet(length);
    IntStream.range(0, length).filter(step -> heights[step] > FAR).forEach(high::set);
    BitSet single = new BitSet(length);
    high.stream().filter(step -> !returns(step, high, heights, periods)).forEach(single::set);
    long known = Arrays.stream(heights).filter(height -> !Double.isNaN(height)).count();
    BitSet taken = new BitSet(length);
    single.stream()
        .boxed()
        .sorted((a, b) -> Double.compare(heights[b], heights[a]))
        .limit((long) (MOST * known))
        .forEach(
            step -> taken.set(Math.max(0, step - MARGIN), Math.min(length, step + MARGIN + 1)));
    return taken;
  }

  /** Whether outliers lie at the same time of most other cycles of a season. */
  private static boolean returns(int step, BitSet high, double[] heights, int[] periods) {
    for (int period : periods) {
      int others = 0;
      int returning = 0;
      for (int at = step % period; at < heights.length; at += period) {
        if (at != step && !Double.isNaN(heights[at])) {
          others++;
          int next = high.nextSetBit(Math.max(0, at - TOLERANCE));
          returning += next >= 0 && next <= at + TOLERANCE ? 1 : 0;
        }
      }
      if (others >= 2 && returning >= RETURNING * others) {
        return true;
      }
    }
    return false;
  }

  private static double[] smoothed(double[] values) {
    double[] smoothed = new double[values.length];
    for (int step = 0; step < values.length; step++) {
      double sum = 0;
      int count = 0;
      for (int near = Math.max(0, step - NEIGHBOURS);
          near <= Math.min(values.length - 1, step + NEIGHBOURS);
          near++) {
        if (!Double.isNaN(values[near])) {
          sum += values[near];
          count++;
        }
      }
      smoothed[step] = Double.isNaN(values[step]) ? Double.NaN : sum / count;
    }
    return smoothed;
  }

  /** By median and median absolute deviation; all unknown where nothing varies. */
  private static double[] standardised(double[] values) {
    double[] known = Arrays.stream(values).filter(value -> !Double.isNaN(value)).sorted().toArray();
    double median = known.length == 0 ? 0 : known[known.length / 2];
    double[] distances =
        Arrays.stream(known).map(value -> Math.abs(value - median)).sorted().toArray();
    double spread = known.length == 0 ? 0 : MAD_TO_DEVIATION * distances[distances.length / 2];
    return Arrays.stream(values)
        .map(value -> spread > 0 ? (value - median) / spread : Double.NaN)
        .toArray();
  }

  private static double[] doubles(float[] values) {
    return IntStream.range(0, values.length).mapToDouble(i -> values[i]).toArray();
  }
}
