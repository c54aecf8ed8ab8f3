package io.kopula.collector;

import static io.kopula.collector.CycleHarness.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kopula.bundle.FeedbackStore;
import io.kopula.collector.Collector.Shutdown;
import io.kopula.config.Configuration;
import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.export.Metric;
import io.kopula.model.ModelKey;
import io.kopula.model.Scope;
import io.kopula.sharing.Share;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The collector with its real threads and the real clock; source and models are fake. */
@Timeout(60)
class CollectorTest {
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Shutdown QUICK =
      new Shutdown(
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300));

  private final Clock clock = Clock.systemUTC();
  private final FakeSource source = new FakeSource();
  private final FakeModels models = new FakeModels(clock);
  private final RecordingSink sink = new RecordingSink();
  private final GroupConfig group = group();
  private final CountDownLatch never = new CountDownLatch(1);
  private final Collector collector = collector(QUICK);

  @AfterEach
  void stop() {
    never.countDown();
    collector.close();
  }

  @Test
  void fitsScoresAndTellsItsStatus() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    assertThat(collector.groups()).hasSize(1);
    assertThat(collector.groups().get(0).state()).isEqualTo(GroupState.STARTING);

    collector.start();

    await().until(() -> sink.byService(Metric.ANOMALY_SCORE).containsKey("cart"));
    await().until(() -> collector.groups().get(0).state() == GroupState.SCORING);
    assertThat(collector.entities("shop")).hasSize(1);
    assertThat(collector.entities("nothing")).isEmpty();
    assertThatThrownBy(collector::start).hasMessageContaining("already");
    collector.close();
    assertThat(models.newest().closed).isTrue();
    assertThat(source.closed).isTrue();
    collector.close();
  }

  @Test
  void scoresWhileItFits() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    FakeScorer old =
        new FakeScorer(GroupModels.specOf(group), "v0", Instant.EPOCH, Set.of(entity("cart")));
    models.stored.put(new ModelKey("shop", null), old);
    CountDownLatch fitting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    models.onFit =
        () -> {
          fitting.countDown();
          goOn.await();
        };
    collector.start();
    await().until(() -> fitting.getCount() == 0);
    int before = sink.observations(Metric.CYCLE_DURATION_SECONDS);
    await().until(() -> sink.observations(Metric.CYCLE_DURATION_SECONDS) >= before + 3);
    assertThat(sink.byService(Metric.ANOMALY_SCORE)).containsKey("cart");
    assertThat(old.closed).isFalse();
    goOn.countDown();
    await().until(() -> old.closed);
    await().until(() -> !models.newest().windows.isEmpty());
  }

  @Test
  void cyclesOfAGroupNeverOverlap() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    FakeScorer scorer =
        new FakeScorer(GroupModels.specOf(group), "v0", clock.instant(), Set.of(entity("cart")));
    models.stored.put(new ModelKey("shop", null), scorer);
    AtomicInteger inside = new AtomicInteger();
    AtomicBoolean overlapped = new AtomicBoolean();
    CountDownLatch pause = new CountDownLatch(1);
    scorer.onScore =
        () -> {
          overlapped.compareAndSet(false, inside.incrementAndGet() > 1);
          awaitFor(pause, STEP.multipliedBy(2));
          inside.decrementAndGet();
        };
    collector.start();
    await().until(() -> sink.observations(Metric.CYCLE_DURATION_SECONDS) >= 4);
    assertThat(overlapped).isFalse();
    assertThat(sink.count(Metric.CYCLE_OVERRUNS_TOTAL, "{group=shop}")).isGreaterThanOrEqualTo(3);
  }

  @Test
  @Timeout(60)
  void closingAbandonsAFit() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch fitting = new CountDownLatch(1);
    models.onFit =
        () -> {
          fitting.countDown();
          try {
            never.await();
          } catch (InterruptedException e) {
            interrupted.set(true);
            throw e;
          }
        };
    collector.start();
    await().until(() -> fitting.getCount() == 0);

    collector.close();

    assertThat(interrupted).isTrue();
    assertThat(source.closed).isTrue();
  }

  @Test
  @Timeout(60)
  void closingDoesNotWaitForeverForASourceThatHangs() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    CountDownLatch asked = new CountDownLatch(1);
    source.onQuery =
        () -> {
          asked.countDown();
          awaitStubbornly(never);
        };
    collector.start();
    await().until(() -> asked.getCount() == 0);

    collector.close();

    assertThat(source.closed).isTrue();
  }

  @Test
  void aModelInUseIsNotClosedUnderItsUser() {
    source.service("cart", Instant.EPOCH, Instant.MAX);
    FakeScorer scorer =
        new FakeScorer(GroupModels.specOf(group), "v0", clock.instant(), Set.of(entity("cart")));
    models.stored.put(new ModelKey("shop", null), scorer);
    CountDownLatch scoring = new CountDownLatch(1);
    scorer.onScore =
        () -> {
          scoring.countDown();
          awaitStubbornly(never);
        };
    collector.start();
    await().until(() -> scoring.getCount() == 0);
    collector.close();
    assertThat(scorer.closed).isFalse();
    assertThat(source.closed).isTrue();
  }

  @Test
  void theEndTakesLessThanTenSeconds() {
    Shutdown usual = Shutdown.DEFAULT;
    assertThat(usual.cycles().plus(usual.interrupted()).plus(usual.fits()).plus(usual.models()))
        .isLessThan(Duration.ofSeconds(10));
  }

  private Collector collector(Shutdown shutdown) {
    Configuration configuration =
        new Configuration(
            Path.of("models"),
            DatasourceConfig.of(URI.create("http://localhost")),
            null,
            List.of(group));
    return new Collector(
        configuration,
        datasource -> source,
        models,
        Share.WHOLE,
        sink,
        IncidentLog.toLog(),
        new FeedbackStore(Path.of("models")),
        clock,
        Ticker.of(clock, Duration.ofSeconds(1)),
        shutdown);
  }

  private static GroupConfig group() {
    GroupConfig usual = CycleHarness.group(Scope.SHARED, List.of());
    return new GroupConfig(
        usual.name(),
        usual.by(),
        usual.variables(),
        STEP,
        Duration.ZERO,
        usual.seasons(),
        usual.zone(),
        usual.model(),
        new FitConfig(Duration.ofMinutes(1), Duration.ofHours(24), 20, List.of()),
        usual.alert());
  }

  private static void awaitFor(CountDownLatch latch, Duration longest) {
    try {
      boolean unused = latch.await(longest.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** As native code: interrupts do not reach it. */
  private static void awaitStubbornly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
