package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static io.kopula.collector.CycleHarness.STEP;
import static io.kopula.collector.CycleHarness.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GroupCycleTest {
  private static final Instant LONG_AGO = START.minus(Duration.ofDays(30));

  private final CycleHarness at = new CycleHarness();

  @Test
  void aStoredModelScoresInTheFirstCycle() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");

    at.next();

    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsEntry("cart", 0.5);
    assertThat(at.models.fits).isEmpty();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
    assertThat(at.cycle.status().sourceAvailable()).isTrue();
    assertThat(at.cycle.status().lastError()).isNull();
    assertThat(at.cycle.status().entities()).containsEntry(EntityState.SCORED, 1);
  }

  @Test
  void whatAnotherReplicaOwnsIsReadButNeitherScoredNorExported() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.service("search", LONG_AGO, FOREVER);
    at.source.value("search", 2);
    at.stored("cart", "search");
    at.next(2);
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("search", 1.0);

    at.owned = (step, key) -> !key.contains("search");
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart");
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsOnlyKeys("cart");
    assertThat(at.lines).last().asString().contains("search", "another replica follows it now");

    at.owned = (step, key) -> true;
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart", "search");
    assertThat(at.cycle.status().elsewhere()).isFalse();

    at.owned = (step, key) -> false;
    at.next();
    assertThat(at.cycle.status().elsewhere()).isTrue();
  }

  @Test
  void aModelIsFittedByItsOwnerOnlyAndFoundByTheOthers() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.owned = (step, key) -> !key.equals("shop");
    at.next(2).runBackground();
    assertThat(at.models.fits).isEmpty();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).isEmpty();

    at.stored("cart"); // by another replica
    at.next(4);
    assertThat(at.background).as("a look into the store").isNotEmpty();
    assertThat(at.cycle.status().fit()).as("which is no fit").isNull();
    at.runBackground().next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart");
    assertThat(at.models.fits).isEmpty();
  }

  @Test
  void exportsWhatBelongsToAScore() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", 0.9);
    at.stored("cart");

    at.next();

    assertThat(at.sink.byService(Metric.COVERAGE_RATIO)).containsEntry("cart", 1.0);
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("cart", 0.0);
    assertThat(at.sink.byService(Metric.LAST_SCORED_TIMESTAMP_SECONDS))
        .containsEntry("cart", (double) START.getEpochSecond());
    assertThat(at.sink.rows(Metric.VARIABLE_VALUE))
        .hasSize(3)
        .allSatisfy(
            row -> {
              assertThat(row.labels()).containsKeys("group", "service", "variable");
              assertThat(row.value()).isEqualTo(0.9);
            });
    assertThat(at.sink.rows(Metric.ANOMALY_CONTRIBUTION)).hasSize(6);
    assertThat(at.sink.rows(Metric.ANOMALY_CONTRIBUTION).stream().mapToDouble(r -> r.value()).sum())
        .isCloseTo(0.9, Offset.offset(1e-12));
    assertThat(at.sink.rows(Metric.MODEL_INFO).get(0).labels())
        .containsEntry("model", "shared")
        .containsEntry("version", "v0");
    assertThat(at.sink.observations(Metric.CYCLE_DURATION_SECONDS)).isEqualTo(1);
    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=success}")).isEqualTo(1);
  }

  @Test
  void contributionsAreOnlyExportedAboveTheFloor() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", Explanation.FLOOR - 0.01);
    at.stored("cart");
    at.next();
    assertThat(at.sink.rows(Metric.ANOMALY_CONTRIBUTION)).isEmpty();
  }

  @Test
  void onlyWhatIsUnusualIsExplained() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.service("pay", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart", "pay");
    at.next();
    assertThat(scorer.explained).isZero();
    at.source.value("pay", 1.4);
    at.next();
    assertThat(scorer.explained).isEqualTo(1);
    assertThat(at.sink.rows(Metric.ANOMALY_KIND))
        .singleElement()
        .satisfies(
            row -> assertThat(row.labels()).containsEntry("service", "pay").containsKey("kind"));
  }

  @Test
  void anExplanationThatFailsLeavesTheScores() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", 1.4);
    at.stored("cart").onDetails =
        () -> {
          throw new IllegalStateException("no details");
        };
    at.next();
    assertThat(at.sink.rows(Metric.ANOMALY_SCORE)).hasSize(1);
    assertThat(at.sink.rows(Metric.ANOMALY_CONTRIBUTION)).isNotEmpty();
    assertThat(at.sink.rows(Metric.ANOMALY_KIND)).isEmpty();
    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=partial}")).isEqualTo(1);
    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=scoring}"))
        .isEqualTo(1);
  }

  @Test
  void fetchesTheWindowFirstAndThenOnlyWhatIsNew() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");

    at.next();
    assertThat(at.lastAsked().length()).isGreaterThanOrEqualTo(WINDOW);
    at.next();
    assertThat(at.lastAsked().length()).isEqualTo(1 + GroupCycle.REREAD_STEPS);
    assertThat(at.source.asked).hasSize(6);
  }

  @Test
  void catchesUpSkippedStepsAndExportsOnlyTheNewest() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart");
    at.next();

    at.skipTo(START.plus(STEP.multipliedBy(5)));

    assertThat(at.lastAsked().length()).isEqualTo(5 + GroupCycle.REREAD_STEPS);
    assertThat(at.sink.count(Metric.CYCLE_OVERRUNS_TOTAL, "{group=shop}")).isEqualTo(4);
    assertThat(scorer.windows).hasSize(2);
    Frame newest = scorer.windows.get(1);
    assertThat(newest.coverage()).as("the window is whole").isEqualTo(1);
    assertThat(newest.grid().time(WINDOW - 1)).isEqualTo(at.step);
  }

  @Test
  void catchingUpIsBoundedByTheWindow() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    at.next().skipTo(START.plus(Duration.ofHours(5)));
    assertThat(at.lastAsked().length()).isBetween(WINDOW, WINDOW + 10);
  }

  @ParameterizedTest
  @ValueSource(strings = {"source", "runtime", "error", "memory"})
  void survivesWhateverTheSourceThrows(String what) {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart");
    at.next();
    at.source.failure =
        switch (what) {
          case "source" -> FakeSource.down();
          case "runtime" -> new IllegalStateException("broken");
          case "error" -> new UnsatisfiedLinkError("native");
          default -> new OutOfMemoryError("native");
        };

    at.next();

    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=failure}")).isEqualTo(1);
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.DEGRADED);
    assertThat(at.cycle.status().sourceAvailable()).isFalse();
    assertThat(at.cycle.status().lastError()).isNotNull();
    at.source.repair();
    at.next();
    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=success}")).isEqualTo(2);
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
    assertThat(at.cycle.status().lastError()).isNull();
    assertThat(scorer.windows.get(1).coverage()).as("the failed step was fetched").isEqualTo(1);
  }

  @Test
  void countsTheKindsOfTheSourcesFailures() {
    at.source.failure = FakeSource.down();
    at.next();
    assertThat(at.sink.count(Metric.SOURCE_FAILURES_TOTAL, "{group=shop, kind=unavailable}"))
        .isEqualTo(3);
    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=unavailable}"))
        .isEqualTo(1);
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.STARTING);
  }

  @Test
  void aLackOfMemoryIsNoFailureOfTheSource() {
    at.source.failure = new OutOfMemoryError("Java heap space");
    at.next();
    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=out_of_memory}"))
        .isEqualTo(1);
    assertThat(at.sink.count(Metric.SOURCE_FAILURES_TOTAL, "{group=shop, kind=bad_response}"))
        .isZero();
  }

  @Test
  void countsTheSourcesWarningsAndScoresAllTheSame() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.warnings = List.of("one store did not answer");
    at.stored("cart");
    at.next(2);
    assertThat(at.sink.count(Metric.SOURCE_WARNINGS_TOTAL, "{group=shop}")).isEqualTo(6);
    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=success}")).isEqualTo(2);
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
  }

  @Test
  void scoresWithTheVariablesThereAreAndFetchesTheRestLater() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart");
    at.next();
    at.source.fail("b", FakeSource.down());

    at.next(6);

    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
    assertThat(at.sink.byService(Metric.COVERAGE_RATIO).get("cart"))
        .isCloseTo(2.0 / 3, Offset.offset(1e-9));
    assertThat(at.sink.count(Metric.CYCLES_TOTAL, "{group=shop, result=partial}")).isEqualTo(6);
    assertThat(at.sink.count(Metric.SOURCE_FAILURES_TOTAL, "{group=shop, kind=unavailable}"))
        .isEqualTo(6);
    at.source.repair();
    at.next();
    assertThat(scorer.windows.get(scorer.windows.size() - 1).coverage()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void survivesAScorerThatFails(boolean error) {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart");
    scorer.failure = error ? new UnsatisfiedLinkError("x") : new IllegalStateException("x");

    at.next();

    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=scoring}"))
        .isEqualTo(1);
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.DEGRADED);
    assertThat(at.cycle.status().sourceAvailable()).isTrue();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).isEmpty();
    scorer.failure = null;
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
  }

  @Test
  void aScoreThatIsNotFiniteIsNoScore() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart").factor = Double.POSITIVE_INFINITY;
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).isEmpty();
    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=scoring}"))
        .isEqualTo(1);
  }

  @Test
  void brokenVirtualMachinesAreNotSurvived() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart").failure = new InternalError("vm");
    assertThatThrownBy(at::next).isInstanceOf(InternalError.class);
  }

  @Test
  void oneScoreThatIsNotFiniteLeavesTheOthers() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.service("search", LONG_AGO, FOREVER);
    at.source.value("cart", Double.MAX_VALUE);
    at.stored("cart", "search").factor = 10;
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("search");
    assertThat(at.sink.count(Metric.CYCLE_FAILURES_TOTAL, "{group=shop, kind=scoring}"))
        .isEqualTo(1);
  }

  @Test
  void aModelThatCannotScoreIsReplacedAllTheSame() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer broken = at.stored("cart");
    broken.failure = new IllegalStateException("x");
    long steps = at.group.fit().every().dividedBy(STEP);
    for (int i = 0; i < steps; i++) {
      at.next().runBackground();
    }
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
  }

  @Test
  void aVariableThatFailsCostsTheOthersNothing() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer scorer = at.stored("cart");
    at.next();
    at.source.fail("b", FakeSource.down());
    at.next(WINDOW);
    assertThat(at.lastAsked().length()).isEqualTo(GroupCycle.REREAD_STEPS + 1);

    at.source.repair();
    at.next();
    assertThat(at.lastAsked().length()).isGreaterThanOrEqualTo(WINDOW);
    assertThat(scorer.windows.get(scorer.windows.size() - 1).coverage()).isEqualTo(1);
    at.next();
    assertThat(at.lastAsked().length()).isEqualTo(GroupCycle.REREAD_STEPS + 1);
  }

  @Test
  void nothingStaleIsExportedWhileTheSourceIsSilent() throws InterruptedException {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    at.next();
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch answered = new CountDownLatch(1);
    at.source.onQuery =
        () -> {
          asked.countDown();
          waitFor(answered);
        };
    ExecutorService threads = Executors.newCachedThreadPool();
    try {
      at.queries = threads;
      Future<?> cycle = threads.submit(() -> at.next());
      waitFor(asked);
      at.clock.set(START.plus(STEP.multipliedBy(GroupCycle.STALE_STEPS)));
      await().until(() -> at.sink.byService(Metric.ANOMALY_SCORE).isEmpty());
      assertThat(cycle).isNotDone();
      assertThat(at.cycle.entities()).allMatch(each -> each.score() == null);
    } finally {
      answered.countDown();
      threads.shutdown();
      assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void tellsTheLabelsOfItsEntities() {
    at.next();
    assertThat(at.sink.rows(Metric.GROUP_INFO))
        .containsExactly(new Row(Map.of("group", "shop", "by", "service"), 1));
  }

  @Test
  void anEntityThatVanishesDisappearsWhenItsScoreIsStale() {
    at.source.service("cart", LONG_AGO, START.plus(STEP));
    at.source.service("search", LONG_AGO, FOREVER);
    at.stored("cart", "search");

    at.next(2);
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart", "search");
    at.next(GroupCycle.STALE_STEPS - 1);
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart", "search");
    assertThat(at.cycle.status().entities()).containsEntry(EntityState.NO_DATA, 1);
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("search");
    assertThat(at.sink.rows(Metric.VARIABLE_VALUE)).hasSize(3);
    at.next(2 * WINDOW);
    assertThat(at.cycle.entities())
        .extracting(e -> e.entity().id())
        .containsExactly("{service=\"search\"}");
  }

  @Test
  void anEntityThatComesBackIsScoredAgain() {
    at.source.service("cart", LONG_AGO, START);
    at.stored("cart");
    at.next(3 * WINDOW);
    assertThat(at.cycle.entities()).isEmpty();
    at.source.service("cart", LONG_AGO, FOREVER);
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart");
  }

  @Test
  void nothingStaleIsExportedWhileTheSourceIsDown() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    at.next();
    at.source.failure = FakeSource.down();

    at.next(GroupCycle.STALE_STEPS - 1);
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).isEmpty();
    assertThat(at.cycle.entities().get(0).state()).isEqualTo(EntityState.NO_DATA);
    assertThat(at.cycle.entities().get(0).score()).isNull();
    at.source.repair();
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
  }
}
