package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EncodedSeriesTest {
  private static final Duration STEP = Duration.ofMinutes(1);
  private static final Calendar HOURLY =
      new Calendar(List.of(Duration.ofHours(1)), STEP, ZoneOffset.UTC);
  private static final Calendar NONE = new Calendar(List.of(), STEP, ZoneOffset.UTC);

  private static Frame frame(double... values) {
    return Frame.of(
        Entity.of(Map.of()),
        List.of("a", "b"),
        new Grid(0, STEP.toMillis(), values.length / 2),
        values);
  }

  private static float[] rows(EncodedSeries series, int from, int count, int inputs) {
    float[] rows = new float[count * inputs];
    Arrays.fill(rows, 9); // whatever stood there before
    series.copy(from, count, rows, 0);
    return rows;
  }

  @Test
  void aRowIsValuesMaskAndCalendar() {
    Frame frame = frame(1, 10, Double.NaN, 20, 3, 30);
    Scaling scaling = Scaling.fit(frame);
    int inputs = 4 + HOURLY.width();
    float[] rows = rows(new EncodedSeries(frame, scaling, HOURLY), 1, 2, inputs);
    assertThat(Arrays.copyOf(rows, 4)).containsExactly(0, 0, 0, 1);
    assertThat(Arrays.copyOfRange(rows, inputs, inputs + 4))
        .containsExactly((float) scaling.scaled(3, 0), (float) scaling.scaled(30, 1), 1, 1);
    float[] features = new float[HOURLY.width()];
    HOURLY.encode(frame.grid(), 2, 1, features, 0, HOURLY.width());
    assertThat(Arrays.copyOfRange(rows, inputs + 4, 2 * inputs)).containsExactly(features);
  }

  @Test
  void aCalendarWithoutFeaturesIsOneZero() {
    Frame frame = frame(1, 10, 2, 20);
    float[] rows = rows(new EncodedSeries(frame, Scaling.fit(frame), NONE), 0, 2, 5);
    assertThat(new float[] {rows[4], rows[9]}).containsOnly(0);
  }

  @Test
  void whatIsLeftOutIsMissing() {
    Frame frame = frame(1, 10, 2, 20, 3, 30);
    EncodedSeries whole = new EncodedSeries(frame, Scaling.fit(frame), HOURLY);
    BitSet steps = BitSet.valueOf(new long[] {0b1010}); // one within, one beyond the end
    EncodedSeries without = whole.without(steps);
    assertThat(without.hasValue(1)).isFalse();
    assertThat(without.value(1, 0)).isZero();
    assertThat(without.value(2, 1)).isEqualTo(whole.value(2, 1));
    assertThat(whole.hasValue(1)).as("the series itself").isTrue();
    int inputs = 4 + HOURLY.width();
    assertThat(Arrays.copyOf(rows(without, 1, 1, inputs), 4)).containsOnly(0);
  }

  @Test
  void theNextWindowIsAsIfItWereMadeAnew() {
    Random random = new Random(8);
    double[] values = random.doubles(80, -3, 3).toArray();
    values[21] = Double.NaN;
    Frame known = frame(Arrays.copyOf(values, 40));
    Scaling scaling = Scaling.fit(known);
    EncodedSeries series = new EncodedSeries(known, scaling, HOURLY);
    for (int later : new int[] {0, 1, 3, 20, 25}) {
      double[] moved = Arrays.copyOfRange(values, 2 * later, 2 * later + 30);
      moved[3] = 7; // came late, or was corrected
      moved[4] = Double.NaN;
      Frame next =
          Frame.of(
              known.entity(),
              known.variables(),
              new Grid(later * STEP.toMillis(), STEP.toMillis(), 15),
              moved);
      int inputs = 4 + HOURLY.width();
      assertThat(rows(series.next(known, next, scaling), 0, 15, inputs))
          .as("%d steps later", later)
          .containsExactly(rows(new EncodedSeries(next, scaling, HOURLY), 0, 15, inputs));
    }
  }

  @Test
  void nothingButFiniteNumbersReachesTheModel() {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    double[] odd = {
      Double.NaN,
      Double.POSITIVE_INFINITY,
      Double.NEGATIVE_INFINITY,
      1e300,
      -1e300,
      0,
      -0.0,
      Double.MAX_VALUE,
      -Double.MAX_VALUE,
      Double.MIN_VALUE,
      1e-310,
      5,
      6,
      7
    };
    for (int round = 0; round < 500; round++) {
      double[] values = new double[2 * (1 + random.nextInt(120))];
      int kinds = 1 + random.nextInt(odd.length);
      int ordinary = random.nextInt(5);
      for (int i = 0; i < values.length; i++) {
        values[i] =
            random.nextInt(5) < ordinary ? random.nextGaussian() : odd[random.nextInt(kinds)];
      }
      Frame frame = frame(values);
      Scaling scaling = Scaling.fit(frame.slice(0, (frame.length() + 1) / 2));
      float[] rows =
          rows(new EncodedSeries(frame, scaling, HOURLY), 0, frame.length(), 4 + HOURLY.width());
      for (float number : rows) {
        assertThat(number).isFinite().isBetween(-4f, 4f);
      }
    }
  }
}
