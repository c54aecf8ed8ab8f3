package io.kopula.evaluation;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Interval;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * A small service with a daily rhythm: metrics that follow one load, every other one a second load
 * beside it, each with its own noise.
 */
final class SampleData {
  static final long STEP_MILLIS = 600_000;
  static final int DAY = 144;

  private SampleData() {}

  /**
   * @param steps from the epoch on
   */
  static Frame service(int width, int steps, long seed) {
    System.out.println("seed " + seed);
    Random random = new Random(seed);
    double[] values = new double[steps * width];
    double wave = 0;
    double second = 0;
    for (int i = 0; i < steps; i++) {
      wave = 0.95 * wave + 0.3 * random.nextGaussian();
      second = 0.95 * second + 0.3 * random.nextGaussian();
      double load = 3 * Math.sin(2 * Math.PI * i / DAY) + wave;
      for (int v = 0; v < width; v++) {
        values[i * width + v] =
            10 * v + (1 + v) * (load + v % 2 * second + 0.15 * random.nextGaussian());
      }
    }
    return Frame.of(
        Entity.of(Map.of("entity", "cart")),
        IntStream.range(0, width).mapToObj(v -> "m" + v).toList(),
        new Grid(0, STEP_MILLIS, steps),
        values);
  }

  /** Eight days of training, four of test with one variable against the others on the third. */
  static LabelledEntity labelled(String name, long seed) {
    Frame all = service(5, 12 * DAY, seed);
    Frame train = all.slice(0, 8 * DAY);
    Frame test = all.slice(8 * DAY, 12 * DAY);
    int from = 2 * DAY + 20;
    int to = from + 30;
    double[] values = new double[test.length() * 5];
    for (int i = 0; i < values.length; i++) {
      values[i] = test.value(i / 5, i % 5);
      if (i % 5 == 3 && i / 5 >= from && i / 5 <= to) {
        values[i] = 60 - values[i];
      }
    }
    return new LabelledEntity(
        name,
        train,
        Frame.of(test.entity(), test.variables(), test.grid(), values),
        List.of(
            new Incident(
                new Interval(test.grid().time(from), test.grid().time(to)), List.of("m3"))));
  }
}
