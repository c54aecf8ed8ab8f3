package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class GridLoopTest {
  private static final Instant START = Instant.parse("2026-11-02T10:00:03Z");
  private static final Duration STEP = Duration.ofSeconds(10);
  private static final Duration OFFSET = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock(START);
  private final CountDownLatch stop = new CountDownLatch(1);
  private final List<Instant> steps = new ArrayList<>();
  private final List<Instant> starts = new ArrayList<>();
  private final List<Long> skips = new ArrayList<>();
  private final Ticker ticker =
      (time, until) -> {
        clock.set(time);
        return until.getCount() == 0;
      };

  @Test
  void startsAtOnceWithTheNewestStepThatIsDue() {
    run(1, i -> {});
    assertThat(steps).containsExactly(Instant.parse("2026-11-02T10:00:00Z"));
    assertThat(starts).containsExactly(START);
  }

  @Test
  void aStepIsNotDueBeforeItsLatencyOffset() {
    clock.set(Instant.parse("2026-11-02T10:00:01.999Z"));
    run(1, i -> {});
    assertThat(steps).containsExactly(Instant.parse("2026-11-02T09:59:50Z"));
  }

  @Test
  void doesNotDriftHoweverLongCyclesTake() {
    run(5, i -> clock.advance(Duration.ofMillis(1700L * (i % 3 + 1))));
    for (int i = 1; i < 5; i++) {
      Instant due = Instant.parse("2026-11-02T10:00:00Z").plus(STEP.multipliedBy(i));
      assertThat(steps.get(i)).isEqualTo(due);
      assertThat(starts.get(i)).isEqualTo(due.plus(OFFSET));
    }
    assertThat(skips).containsOnly(0L);
  }

  @Test
  void aLongCycleSkipsStepsButNeverOverlaps() {
    run(3, i -> clock.advance(i == 0 ? Duration.ofSeconds(36) : Duration.ZERO));
    assertThat(steps)
        .containsExactly(
            Instant.parse("2026-11-02T10:00:00Z"),
            Instant.parse("2026-11-02T10:00:30Z"),
            Instant.parse("2026-11-02T10:00:40Z"));
    assertThat(starts.get(1)).isEqualTo(START.plusSeconds(36));
    assertThat(starts.get(2)).isEqualTo(Instant.parse("2026-11-02T10:00:42Z"));
    assertThat(skips).containsExactly(0L, 2L, 0L);
  }

  @Test
  void countsAnewWhenTheClockIsSetBack() {
    run(3, i -> clock.advance(i == 0 ? Duration.ofHours(-1) : Duration.ZERO));
    assertThat(steps)
        .containsExactly(
            Instant.parse("2026-11-02T10:00:00Z"),
            Instant.parse("2026-11-02T09:00:00Z"),
            Instant.parse("2026-11-02T09:00:10Z"));
    assertThat(skips).containsOnly(0L);
  }

  @Test
  void sleepersThatWakeEarlyJustSleepAgain() {
    Ticker halves =
        (time, until) -> {
          clock.advance(Duration.between(clock.instant(), time).dividedBy(2).plusMillis(1));
          return false;
        };
    run(3, i -> {}, halves);
    assertThat(steps).hasSize(3).doesNotHaveDuplicates();
    assertThat(skips).containsOnly(0L);
  }

  @Test
  void endsWhenToldWhileSleeping() {
    new GridLoop(
            STEP, OFFSET, clock, (time, until) -> true, stop, (step, skipped) -> steps.add(step))
        .run();
    assertThat(steps).hasSize(1);
  }

  private interface Work {
    void run(int cycle);
  }

  private void run(int cycles, Work work) {
    run(cycles, work, ticker);
  }

  private void run(int cycles, Work work, Ticker with) {
    new GridLoop(
            STEP,
            OFFSET,
            clock,
            with,
            stop,
            (step, skipped) -> {
              steps.add(step);
              starts.add(clock.instant());
              skips.add(skipped);
              work.run(steps.size() - 1);
              if (steps.size() == cycles) {
                stop.countDown();
              }
            })
        .run();
  }
}
