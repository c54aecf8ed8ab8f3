package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.MIN_POINTS;
import static io.kopula.collector.CycleHarness.START;
import static io.kopula.collector.CycleHarness.STEP;
import static io.kopula.collector.CycleHarness.entity;
import static io.kopula.collector.CycleHarness.group;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.scoring.FitException;
import io.kopula.series.Frame;
import io.kopula.series.Interval;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ModelLifecycleTest {
  private static final Instant LONG_AGO = START.minus(Duration.ofDays(30));

  private final CycleHarness at = new CycleHarness();

  @Test
  void fitsInTheBackgroundWhenNothingIsStored() {
    at.source.service("cart", LONG_AGO, FOREVER);

    at.next();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.LEARNING);
    assertThat(at.cycle.status().fit()).isNotNull();
    assertThat(at.background).hasSize(1);
    at.next(3);
    assertThat(at.background).as("one fit at a time").hasSize(1);

    at.runBackground().next();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
    assertThat(at.cycle.status().fit()).isNull();
    assertThat(at.models.fits.get(0).history().get(0).length()).isEqualTo(361);
    assertThat(at.sink.count(Metric.MODEL_FITS_TOTAL, "{group=shop}")).isEqualTo(1);
    assertThat(at.sink.rows(Metric.MODEL_FIT_DURATION_SECONDS)).hasSize(1);
  }

  @Test
  void waitsForHistoryAndSaysHowMuchIsMissing() {
    at.source.service("cart", START.minus(STEP.multipliedBy(4)), FOREVER);

    at.next().runBackground().next();

    assertThat(at.models.fits).isEmpty();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.LEARNING);
    assertThat(at.cycle.status().lastError()).contains("5 of " + MIN_POINTS + " points");
    assertThat(at.sink.count(Metric.MODEL_FIT_FAILURES_TOTAL, "{group=shop, kind=fit}")).isZero();
    int before = at.startsUntil(at.step).size();
    int tries = 0;
    for (int i = 0; i < MIN_POINTS; i++) {
      at.runBackground();
      tries += at.startsUntil(at.step).size() - before; // readings beside the cycle's own
      at.next();
    }
    assertThat(at.cycle.status().state())
        .as("as soon as there is enough")
        .isEqualTo(GroupState.SCORING);
    assertThat(tries).as("tries, backed off").isLessThan(8);
  }

  @Test
  void excludedSpansAreNotLearnedFrom() {
    Instant from = START.minus(STEP.multipliedBy(20));
    Instant to = START.minus(STEP.multipliedBy(11));
    CycleHarness excluding = new CycleHarness(group(Scope.SHARED, List.of(new Interval(from, to))));
    excluding.source.service("cart", LONG_AGO, FOREVER);

    excluding.next().runBackground();

    Frame history = excluding.models.fits.get(0).history().get(0);
    for (int i = 0; i < history.length(); i++) {
      Instant time = history.grid().time(i);
      assertThat(history.isPresent(i, 0))
          .as("%s", time)
          .isEqualTo(time.isBefore(from) || time.isAfter(to));
    }
  }

  @Test
  void refitsOnScheduleWithoutAGapAndClosesTheOldModel() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer old = at.stored("cart");
    at.next();
    assertThat(at.background).isEmpty();

    at.skipTo(START.plus(Duration.ofHours(24)));
    assertThat(at.background).hasSize(1);
    at.next();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE))
        .as("the old one scores")
        .containsKey("cart");
    at.runBackground();
    assertThat(old.closed).as("in use until the swap").isFalse();
    at.next();
    assertThat(at.sink.byService(Metric.LAST_SCORED_TIMESTAMP_SECONDS))
        .containsEntry("cart", (double) at.step.getEpochSecond());
    assertThat(old.closed).isTrue();
    assertThat(at.models.newest().windows).hasSize(1);
    assertThat(at.sink.rows(Metric.MODEL_INFO)).hasSize(1);
    assertThat(at.sink.rows(Metric.MODEL_INFO).get(0).labels()).containsEntry("version", "v1");
    at.next(10).runBackground();
    assertThat(at.models.fits).as("the next refit is a day away").hasSize(1);
  }

  @Test
  void aFailedRefitKeepsTheLastGoodModelAndIsTriedAgain() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer old = at.stored("cart");
    at.next();
    at.models.failure = new FitException("loss: expected a finite number, found NaN");
    at.skipTo(START.plus(Duration.ofHours(24)));
    at.runBackground().next();

    assertThat(old.closed).isFalse();
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
    assertThat(at.sink.count(Metric.MODEL_FIT_FAILURES_TOTAL, "{group=shop, kind=fit}"))
        .isEqualTo(1);
    assertThat(at.cycle.status().lastError()).contains("loss");
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
    int first = at.models.fits.size();
    for (int i = 0; i < 30; i++) {
      at.runBackground().next();
    }
    assertThat(at.models.fits.size() - first).as("pauses double").isBetween(3, 6);
    at.models.failure = null;
    at.skipTo(at.step.plus(Duration.ofHours(1))).runBackground().next();
    assertThat(old.closed).isTrue();
    assertThat(at.cycle.status().lastError()).isNull();
  }

  @Test
  void tellsWhichThresholdsAreConservative() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer stored = at.stored("cart");
    stored.conservative = true;
    at.next();
    assertThat(at.sink.byService(Metric.MODEL_CALIBRATION_CONSERVATIVE))
        .containsExactly(Map.entry("cart", 1.0));
    stored.conservative = false;
    at.source.service("search", START, FOREVER); // no model knows it
    at.next();
    assertThat(at.sink.byService(Metric.MODEL_CALIBRATION_CONSERVATIVE))
        .containsExactly(Map.entry("cart", 0.0));
  }

  @Test
  void survivesErrorsInFits() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.models.failure = new OutOfMemoryError("native");
    at.next().runBackground().next();
    assertThat(at.sink.count(Metric.MODEL_FIT_FAILURES_TOTAL, "{group=shop, kind=out_of_memory}"))
        .isEqualTo(1);
    at.models.failure = null;
    at.next(3).runBackground().next();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
  }

  @Test
  void aStoreThatFailsMeansAFit() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.models.loadFailure = new IllegalStateException("disk");
    at.next().runBackground().next();
    assertThat(at.cycle.status().state()).isEqualTo(GroupState.SCORING);
    assertThat(at.sink.count(Metric.MODEL_FIT_FAILURES_TOTAL, "{group=shop, kind=load}"))
        .isEqualTo(1);
  }

  @Test
  void historyWithoutSomeVariableIsNotLearnedFrom() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.fail("c", FakeSource.down());
    at.next().runBackground().next();
    assertThat(at.models.fits).isEmpty();
    assertThat(at.sink.count(Metric.MODEL_FIT_FAILURES_TOTAL, "{group=shop, kind=unavailable}"))
        .isEqualTo(1);
  }

  @Test
  void aSharedModelAdoptsNewEntitiesOnceTheyHaveHistory() {
    at.source.service("cart", LONG_AGO, FOREVER);
    FakeScorer first = at.stored("cart");
    at.next();
    at.source.service("search", START, FOREVER);
    at.next();
    assertThat(at.cycle.status().entities())
        .containsEntry(EntityState.LEARNING, 1)
        .containsEntry(EntityState.SCORED, 1);

    for (int i = 0; i < 2 * MIN_POINTS && at.models.adoptions.isEmpty(); i++) {
      at.runBackground().next();
      assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
    }
    at.runBackground().next();

    assertThat(at.models.adoptions).hasSize(1);
    assertThat(at.models.adoptions.get(0).history())
        .extracting(Frame::entity)
        .containsExactly(entity("search"));
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart", "search");
    assertThat(first.closed).isTrue();
    assertThat(at.models.fits).isEmpty();
    assertThat(at.sink.count(Metric.MODEL_FITS_TOTAL, "{group=shop}")).isZero();
  }

  @Test
  void anEntityMayHaveAModelOfItsOwn() {
    CycleHarness own = new CycleHarness(group(Scope.ENTITY, List.of()));
    own.source.service("cart", LONG_AGO, FOREVER);
    own.source.service("search", START.minus(STEP.multipliedBy(3)), FOREVER);

    own.next();
    int before = own.source.asked.size();
    own.runBackground();
    assertThat(own.source.asked.size() - before).as("history read once for all").isEqualTo(3);
    own.next();

    assertThat(own.models.fits)
        .singleElement()
        .satisfies(
            fit -> {
              assertThat(fit.key()).isEqualTo(new ModelKey("shop", entity("cart")));
              assertThat(fit.history()).hasSize(1);
            });
    assertThat(own.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart");
    assertThat(own.cycle.status().entities()).containsEntry(EntityState.LEARNING, 1);
    for (int i = 0; i < 2 * MIN_POINTS; i++) {
      own.runBackground().next();
    }
    assertThat(own.sink.byService(Metric.ANOMALY_SCORE)).containsOnlyKeys("cart", "search");
    assertThat(own.sink.rows(Metric.MODEL_INFO)).hasSize(2);
    own.source.service("cart", LONG_AGO, own.step);
    own.next(2 * CycleHarness.WINDOW);
    assertThat(own.models.made.get(0).closed).as("the model of an entity that is gone").isTrue();
  }

  @Test
  void anAbandonedFitLeavesNoOpenModelBehind() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.next();
    at.models.onFit = () -> at.cycle.models().cancel();
    at.runBackground();
    assertThat(at.models.newest().closed).isTrue();
    assertThat(Thread.interrupted()).as("this thread").isFalse();
  }
}
