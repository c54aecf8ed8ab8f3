package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class GroupReaderTest {
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Grid grid = new Grid(60_000, 1000, 3);

  @AfterEach
  void stop() {
    threads.shutdownNow();
  }

  @Test
  void readsAllVariablesOnTheGridAtOnce() throws Exception {
    CyclicBarrier together = new CyclicBarrier(3);
    GroupReading reading =
        reader(
                (expression, start, end, step) -> {
                  assertThat(start).isEqualTo(Instant.ofEpochSecond(60));
                  assertThat(end).isEqualTo(Instant.ofEpochSecond(62));
                  assertThat(step).isEqualTo(Duration.ofSeconds(1));
                  await(together);
                  return constant(expression.length());
                })
            .read(group("a", "bb", "ccc"), grid);

    assertThat(reading.isComplete()).isTrue();
    assertThat(reading.variables()).containsExactly("a", "bb", "ccc");
    assertThat(reading.grid()).isEqualTo(grid);
    assertThat(reading.frames()).hasSize(1);
    assertThat(reading.frames().get(0).value(2, 0)).isEqualTo("expression of a".length());
    assertThat(reading.frames().get(0).value(0, 2)).isEqualTo("expression of ccc".length());
  }

  @Test
  void oneThatFailsLeavesTheOthersUsable() throws Exception {
    GroupReading reading =
        reader(
                (expression, start, end, step) -> {
                  if (expression.endsWith("b")) {
                    throw new SourceException(FailureKind.BAD_DATA, "parse error");
                  }
                  if (expression.endsWith("c")) {
                    throw new IllegalStateException("a defect");
                  }
                  return constant(7);
                })
            .read(group("a", "b", "c"), grid);

    assertThat(reading.isComplete()).isFalse();
    assertThat(reading.failures())
        .extracting(GroupReading.VariableFailure::variable, GroupReading.VariableFailure::kind)
        .containsExactly(tuple("b", FailureKind.BAD_DATA), tuple("c", FailureKind.BAD_RESPONSE));
    assertThat(reading.failures().get(0)).hasToString("b: parse error");
    assertThat(reading.failures().get(1).toString()).contains("a defect");
    assertThat(reading.frames().get(0).isPresent(0, 0)).isTrue();
    assertThat(reading.frames().get(0).isPresent(0, 1)).isFalse();
    assertThat(reading.frames().get(0).isPresent(0, 2)).isFalse();
  }

  @Test
  void allThatFailIsAFailure() {
    GroupReader reader =
        reader(
            (expression, start, end, step) -> {
              throw new SourceException(
                  expression.endsWith("a") ? FailureKind.TIMEOUT : FailureKind.UNAVAILABLE,
                  "no answer");
            });
    assertThatThrownBy(() -> reader.read(group("a", "b"), grid))
        .isInstanceOfSatisfying(
            SourceException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(FailureKind.TIMEOUT);
              assertThat(e.getSuppressed())
                  .singleElement()
                  .isInstanceOfSatisfying(
                      SourceException.class,
                      other -> assertThat(other.kind()).isEqualTo(FailureKind.UNAVAILABLE));
            })
        .hasMessage("shop: all 2 variables failed: a: no answer");
  }

  @Test
  void anEmptyGridAsksNothing() throws Exception {
    GroupReading reading =
        reader(
                (expression, start, end, step) -> {
                  throw new AssertionError("asked");
                })
            .read(group("a"), grid.slice(1, 1));
    assertThat(reading.frames()).isEmpty();
    assertThat(reading.isComplete()).isTrue();
  }

  @Test
  void anExecutorThatIsShutDownIsAFailureOfItsKind() {
    GroupReader reader = reader((expression, start, end, step) -> constant(1));
    threads.shutdownNow();
    assertThatThrownBy(() -> reader.read(group("a"), grid))
        .isInstanceOfSatisfying(
            SourceException.class, e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE));
  }

  @Test
  void anInterruptedReaderStopsItsQueries() throws Exception {
    CountDownLatch asked = new CountDownLatch(2);
    CountDownLatch stopped = new CountDownLatch(2);
    GroupReader reader =
        reader(
            (expression, start, end, step) -> {
              asked.countDown();
              try {
                new CountDownLatch(1).await();
              } catch (InterruptedException e) {
                stopped.countDown();
              }
              throw new SourceException(FailureKind.UNAVAILABLE, "interrupted");
            });
    CompletableFuture<Boolean> left = new CompletableFuture<>();
    Thread caller =
        new Thread(
            () -> {
              try {
                reader.read(group("a", "b"), grid);
                left.complete(false);
              } catch (SourceException e) {
                left.complete(Thread.currentThread().isInterrupted());
              }
            });
    caller.start();
    asked.await();
    caller.interrupt();
    assertThat(left.get(5, TimeUnit.SECONDS)).isTrue();
    assertThat(stopped.await(5, TimeUnit.SECONDS)).isTrue();
  }

  private GroupReader reader(RangeQuery answer) {
    return new GroupReader(new FakeSource(answer), threads);
  }

  private SeriesSet constant(double value) {
    long[] times = {grid.millis(0), grid.millis(1), grid.millis(2)};
    TimeSeries series =
        TimeSeries.of(Map.of("service", "cart"), times, new double[] {value, value, value});
    return new SeriesSet(List.of(series), List.of());
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(10, TimeUnit.SECONDS);
    } catch (Exception e) {
      throw new IllegalStateException("not all at once", e);
    }
  }

  private static GroupConfig group(String... names) {
    return new GroupConfig(
        "shop",
        List.of("service"),
        Stream.of(names).map(name -> new VariableConfig(name, "expression of " + name)).toList(),
        Duration.ofSeconds(1),
        Duration.ZERO,
        List.of(),
        ZoneOffset.UTC,
        new ModelConfig(Scope.SHARED, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT),
        new FitConfig(Duration.ofDays(1), Duration.ofDays(1), 100, List.of()),
        new AlertConfig(1, 1));
  }

  private interface RangeQuery {
    SeriesSet ask(String expression, Instant start, Instant end, Duration step)
        throws SourceException;
  }

  private record FakeSource(RangeQuery answer) implements MetricSource {
    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
        throws SourceException {
      return answer.ask(expression, start, end, step);
    }

    @Override
    public SeriesSet query(String expression, Instant time) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
