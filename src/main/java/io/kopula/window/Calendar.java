package io.kopula.window;

import io.kopula.series.Grid;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Where in its seasons an instant lies, as sines and cosines. Seasons are counted in local time, so
 * that nine o'clock stays nine o'clock through daylight saving.
 *
 * <p>The latest instants are remembered: windows that overlap, and those of many entities at one
 * step, ask for the same ones again and again. Safe for use by several threads.
 */
public final class Calendar {
  /** Harmonics of the shortest season; longer ones get fewer. */
  static final int SHORTEST_HARMONICS = 8;

  static final int LONGER_HARMONICS = 3;

  /** Instants that are remembered; more than most windows have. */
  private static final int REMEMBERED = 128;

  private final long stepMillis;
  private final AtomicReferenceArray<@Nullable Moment> remembered =
      new AtomicReferenceArray<>(REMEMBERED);
  private final long[] periodMillis;
  private final int[] harmonics;
  private final ZoneId zone;

  /**
   * @param seasons periods; none gives a calendar without features
   * @param step the grid's spacing, which bounds the harmonics that can be told apart
   */
  public Calendar(List<Duration> seasons, Duration step, ZoneId zone) {
    this.zone = zone;
    this.stepMillis = step.toMillis();
    long[] sorted = seasons.stream().mapToLong(Duration::toMillis).sorted().distinct().toArray();
    periodMillis = sorted;
    harmonics = new int[sorted.length];
    for (int i = 0; i < sorted.length; i++) {
      int wanted = i == 0 ? SHORTEST_HARMONICS : LONGER_HARMONICS;
      harmonics[i] = (int) Math.min(wanted, sorted[i] / (2 * step.toMillis()));
    }
  }

  /** Number of features, C. */
  public int width() {
    int total = 0;
    for (int h : harmonics) {
      total += 2 * h;
    }
    return total;
  }

  /**
   * Writes the features of {@code length} instants of a grid from index {@code from} on; indices
   * outside the grid are instants too.
   *
   * @param grid of the calendar's step
   * @param rows {@link #width()} numbers each, the first at {@code offset}
   * @param stride numbers from one row to the next
   */
  public void encode(Grid grid, int from, int length, float[] rows, int offset, int stride) {
    long first = Math.floorDiv(grid.millis(from), stepMillis);
    for (int i = 0; i < length; i++) {
      float[] known = at(grid.millis(from + i), (int) Math.floorMod(first + i, (long) REMEMBERED));
      System.arraycopy(known, 0, rows, offset + i * stride, known.length);
    }
  }

  private float[] at(long millis, int slot) {
    Moment moment = remembered.get(slot);
    if (moment == null || moment.millis != millis) {
      moment = new Moment(millis, features(millis));
      remembered.set(slot, moment);
    }
    return moment.features;
  }

  private float[] features(long millis) {
    float[] features = new float[width()];
    long local =
        millis + 1000L * zone.getRules().getOffset(Instant.ofEpochMilli(millis)).getTotalSeconds();
    int at = 0;
    for (int season = 0; season < periodMillis.length; season++) {
      double phase =
          2 * Math.PI * Math.floorMod(local, periodMillis[season]) / periodMillis[season];
      double sine = Math.sin(phase);
      double cosine = Math.cos(phase);
      double s = 0;
      double c = 1;
      for (int h = 1; h <= harmonics[season]; h++) { // of h from those of h - 1
        double next = s * cosine + c * sine;
        c = c * cosine - s * sine;
        s = next;
        features[at++] = (float) s;
        features[at++] = (float) c;
      }
    }
    return features;
  }

  /**
   * An instant and its features, which nobody changes.
   *
   * @param features [{@link #width()}]
   */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Moment(long millis, float[] features) {}
}
