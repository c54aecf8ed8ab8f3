package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.window.GroupReading.VariableFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The ring of rows agrees with a plain table, whatever is read in whatever order. */
class FrameHistoryPropertyTest {
  private static final List<String> VARIABLES = List.of("cpu", "load", "rate");
  private static final int HISTORIES = 200;
  private static final int READINGS = 30;

  /** The plain table: entity, step number, values. */
  private final Map<String, TreeMap<Long, double[]>> table = new TreeMap<>();

  private long newest = Long.MIN_VALUE;

  @Test
  void agreesWithAPlainTable() {
    long seed = Long.getLong("kopula.seed", 20260301L);
    System.out.println("FrameHistoryPropertyTest: -Dkopula.seed=" + seed);
    Random random = new Random(seed);
    for (int i = 0; i < HISTORIES; i++) {
      check(random, 1 + random.nextInt(8));
    }
  }

  private void check(Random random, int capacity) {
    table.clear();
    newest = Long.MIN_VALUE;
    FrameHistory history = new FrameHistory(VARIABLES, Duration.ofSeconds(1), capacity);
    long next = 1000;
    for (int i = 0; i < READINGS; i++) {
      long from = Math.max(0, next + random.nextInt(7) - 4);
      int length = random.nextInt(6);
      GroupReading reading = reading(random, from, length);
      history.append(reading);
      remember(reading, capacity);
      next = Math.max(next, from + length);

      long last = next + random.nextInt(5) - 3;
      int window = 1 + random.nextInt(10);
      compare(history.windows(window, Instant.ofEpochSecond(last)), last, window);
      Grid missing = history.missing(Instant.ofEpochSecond(next + 2), 0);
      assertThat(missing.length()).isLessThanOrEqualTo(capacity);
      assertThat(missing.endMillis()).isEqualTo((next + 3) * 1000);
    }
  }

  private static GroupReading reading(Random random, long from, int length) {
    Grid grid = new Grid(from * 1000, 1000, length);
    int failed = random.nextInt(4) == 0 ? random.nextInt(VARIABLES.size()) : -1;
    List<Frame> frames = new ArrayList<>();
    for (int e = 0; e < 4; e++) {
      if (random.nextBoolean()) {
        double[] values = new double[length * VARIABLES.size()];
        for (int i = 0; i < values.length; i++) {
          boolean missing = i % VARIABLES.size() == failed || random.nextInt(3) == 0;
          values[i] = missing ? Double.NaN : random.nextInt(100);
        }
        frames.add(Frame.of(entity("e" + e), VARIABLES, grid, values));
      }
    }
    List<VariableFailure> failures =
        failed < 0
            ? List.of()
            : List.of(
                new VariableFailure(
                    VARIABLES.get(failed), new SourceException(FailureKind.TIMEOUT, "late")));
    return new GroupReading(grid, VARIABLES, frames, List.of(), failures);
  }

  private void remember(GroupReading reading, int capacity) {
    Grid grid = reading.grid();
    if (grid.length() == 0) {
      return;
    }
    newest = Math.max(newest, grid.endMillis() / 1000 - 1);
    List<String> failed = reading.failures().stream().map(VariableFailure::variable).toList();
    reading.frames().forEach(frame -> table.putIfAbsent(frame.entity().id(), new TreeMap<>()));
    for (Map.Entry<String, TreeMap<Long, double[]>> entry : table.entrySet()) {
      for (int i = 0; i < grid.length(); i++) {
        double[] row =
            entry.getValue().computeIfAbsent(grid.millis(i) / 1000, absent -> emptyRow());
        for (int v = 0; v < VARIABLES.size(); v++) {
          if (!failed.contains(VARIABLES.get(v))) {
            row[v] = value(reading, entry.getKey(), i, v);
          }
        }
      }
      entry.getValue().headMap(newest - capacity, true).clear();
    }
    table.values().removeIf(FrameHistoryPropertyTest::isEmpty);
  }

  private static double value(GroupReading reading, String entity, int step, int variable) {
    return reading.frames().stream()
        .filter(frame -> frame.entity().id().equals(entity))
        .mapToDouble(frame -> frame.value(step, variable))
        .findFirst()
        .orElse(Double.NaN);
  }

  private void compare(List<Frame> windows, long last, int length) {
    assertThat(new TreeSet<>(windows.stream().map(frame -> frame.entity().id()).toList()))
        .isEqualTo(new TreeSet<>(table.keySet()));
    for (Frame window : windows) {
      TreeMap<Long, double[]> rows = table.get(window.entity().id());
      for (int i = 0; i < length; i++) {
        double[] expected = rows.getOrDefault(last - length + 1 + i, emptyRow());
        for (int v = 0; v < VARIABLES.size(); v++) {
          if (Double.compare(window.value(i, v), expected[v]) != 0) {
            assertThat(window.value(i, v)).as(window + " " + i + " " + v).isEqualTo(expected[v]);
          }
        }
      }
    }
  }

  private static boolean isEmpty(Map<Long, double[]> rows) {
    return rows.values().stream().flatMapToDouble(Arrays::stream).allMatch(Double::isNaN);
  }

  private static double[] emptyRow() {
    double[] row = new double[VARIABLES.size()];
    Arrays.fill(row, Double.NaN);
    return row;
  }

  private static Entity entity(String name) {
    return Entity.of(Map.of("service", name));
  }
}
