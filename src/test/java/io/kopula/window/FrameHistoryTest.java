package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import org.junit.jupiter.api.Test;

class FrameHistoryTest {
  private static final double NONE = Double.NaN;
  private static final List<String> VARIABLES = List.of("cpu", "load");
  private final FrameHistory history = new FrameHistory(VARIABLES, Duration.ofSeconds(1), 4);

  @Test
  void anEmptyHistoryAsksForAllItKeeps() {
    assertThat(history.missing(at(99), 0)).isEqualTo(grid(96, 4));
    assertThat(history.grid().length()).isZero();
    assertThat(history.windows(2, at(99))).isEmpty();
  }

  @Test
  void asksOnlyForNewSteps() {
    append(10, row("a", 1, 2, 3, 4));
    assertThat(history.grid()).isEqualTo(grid(10, 4));
    assertThat(history.missing(at(13), 0)).isEqualTo(grid(14, 0));
    assertThat(history.missing(at(14), 0)).isEqualTo(grid(14, 1));
    assertThat(history.missing(at(16), 0)).isEqualTo(grid(14, 3));
    assertThat(history.missing(at(16), 1)).isEqualTo(grid(13, 4));
    assertThat(history.missing(at(16), 9)).isEqualTo(grid(13, 4));
    assertThat(history.missing(at(1000), 0)).isEqualTo(grid(997, 4));
    assertThat(history.missing(at(9), 0).length()).isZero();
    assertThat(history.missing(Instant.ofEpochMilli(14_999), 0)).isEqualTo(grid(14, 1));
  }

  @Test
  void keepsTheLastSteps() {
    append(10, row("a", 1, 2, 3));
    append(13, row("a", 4, 5, 6));
    assertThat(history.grid()).isEqualTo(grid(12, 4));
    assertWindow(at(15), 4, "a", 3, 4, 5, 6);
    assertWindow(at(14), 2, "a", 4, 5);
    assertWindow(at(13), 4, "a", NONE, NONE, 3, 4);
    assertWindow(at(17), 4, "a", 5, 6, NONE, NONE);
    assertWindow(at(90), 2, "a", NONE, NONE);
  }

  @Test
  void moreStepsThanItKeepsAtOnce() {
    append(10, row("a", 1, 2, 3, 4, 5, 6, 7));
    assertThat(history.grid()).isEqualTo(grid(13, 4));
    assertWindow(at(16), 5, "a", NONE, 4, 5, 6, 7);
  }

  @Test
  void entitiesComeAndGo() {
    append(10, row("a", 1, 2), row("b", 5, 6));
    append(12, row("b", 7, 8), row("c", 9, 9));
    assertThat(history.entities()).extracting(Entity::id).hasSize(3);
    assertWindow(at(13), 4, "a", 1, 2, NONE, NONE);
    assertWindow(at(13), 4, "c", NONE, NONE, 9, 9);
    append(14, row("b", 1, 1));
    assertThat(history.entities()).containsExactly(entity("b"), entity("c"));
    append(16, row("b", 1, 1), row("d", NONE, NONE));
    assertThat(history.entities()).containsExactly(entity("b"));
  }

  @Test
  void stepsBetweenAreMissing() {
    append(10, row("a", 1, 2));
    append(13, row("a", 4));
    assertWindow(at(13), 4, "a", 1, 2, NONE, 4);
    append(100, row("a", 5));
    assertWindow(at(100), 4, "a", NONE, NONE, NONE, 5);
  }

  @Test
  void lateSamplesReplaceWhatWasKnown() {
    append(10, row("a", 1, 2, NONE), row("b", 1, 2, 3));
    append(12, row("a", 3, 4));
    assertWindow(at(13), 4, "a", 1, 2, 3, 4);
    assertWindow(at(13), 4, "b", 1, 2, NONE, NONE);
  }

  @Test
  void whatAFailedVariableHadIsKept() {
    append(10, row("a", 1, 2, 3));
    Frame partial = Frame.of(entity("a"), VARIABLES, grid(12, 2), new double[] {NONE, 7, NONE, 8});
    history.append(
        new GroupReading(
            grid(12, 2),
            VARIABLES,
            List.of(partial),
            List.of(),
            List.of(new VariableFailure("cpu", new SourceException(FailureKind.TIMEOUT, "late")))));
    Frame window = history.windows(4, at(13)).get(0);
    assertThat(window.value(2, 0)).isEqualTo(3);
    assertThat(window.value(2, 1)).isEqualTo(7);
    assertThat(window.isPresent(3, 0)).isFalse();
    assertThat(window.value(3, 1)).isEqualTo(8);
  }

  @Test
  void stepsBeforeTheKnownOnesAreAddedAsFarAsTheyAreKept() {
    append(10, row("a", 4, 5));
    append(7, row("a", 1, 2, 3));
    assertWindow(at(11), 4, "a", 2, 3, 4, 5);
    append(3, row("a", 9, 9));
    assertWindow(at(11), 4, "a", 2, 3, 4, 5);
    assertThat(history.grid()).isEqualTo(grid(8, 4));
  }

  @Test
  void stepsTooOldAreIgnored() {
    append(10, row("a", 1, 2));
    append(3, row("a", 7, 7), row("b", 7, 7));
    assertThat(history.grid()).isEqualTo(grid(10, 2));
    assertThat(history.entities()).containsExactly(entity("a"));
    assertWindow(at(11), 4, "a", NONE, NONE, 1, 2);
  }

  @Test
  void whatWasGivenDoesNotChange() {
    append(10, row("a", 1, 2, 3, 4));
    Frame window = history.windows(4, at(13)).get(0);
    append(14, row("a", 5, 6, 7, 8));
    assertThat(window.value(0, 0)).isEqualTo(1);
    assertThat(window.value(3, 0)).isEqualTo(4);
  }

  @Test
  void anotherStepOrOtherVariablesAreADefect() {
    assertThatThrownBy(
            () ->
                history.append(
                    new GroupReading(
                        new Grid(0, 500, 1), VARIABLES, List.of(), List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every 500 ms");
    assertThatThrownBy(
            () ->
                history.append(
                    new GroupReading(grid(0, 1), List.of("cpu"), List.of(), List.of(), List.of())))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new FrameHistory(VARIABLES, Duration.ofSeconds(1), 0))
        .isInstanceOf(IllegalArgumentException.class);
  }

  /** One entity with the same values for its first variable, ten times that for the second. */
  @SuppressWarnings("ArrayRecordComponent") // nobody changes it
  private record Row(String entity, double[] values) {}

  private static Row row(String entity, double... values) {
    return new Row(entity, values);
  }

  private void append(long from, Row... rows) {
    Grid grid = grid(from, rows[0].values.length);
    List<Frame> frames = new ArrayList<>();
    for (Row row : rows) {
      double[] values = new double[2 * row.values.length];
      for (int i = 0; i < row.values.length; i++) {
        values[2 * i] = row.values[i];
        values[2 * i + 1] = 10 * row.values[i];
      }
      frames.add(Frame.of(entity(row.entity), VARIABLES, grid, values));
    }
    history.append(new GroupReading(grid, VARIABLES, frames, List.of(), List.of()));
  }

  private void assertWindow(Instant last, int length, String name, double... expected) {
    Frame window =
        history.windows(length, last).stream()
            .filter(frame -> frame.entity().equals(entity(name)))
            .findFirst()
            .orElseThrow();
    assertThat(window.grid().endMillis()).isEqualTo(last.toEpochMilli() + 1000);
    double[] first = new double[length];
    double[] second = new double[length];
    for (int i = 0; i < length; i++) {
      first[i] = window.value(i, 0);
      second[i] = window.value(i, 1);
    }
    assertThat(first).containsExactly(expected);
    assertThat(second).containsExactly(Arrays.stream(expected).map(v -> 10 * v).toArray());
  }

  private static Entity entity(String name) {
    return Entity.of(Map.of("service", name));
  }

  private static Instant at(long second) {
    return Instant.ofEpochSecond(second);
  }

  private static Grid grid(long second, int length) {
    return new Grid(second * 1000, 1000, length);
  }
}
