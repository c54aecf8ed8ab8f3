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
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.config.MaintenanceWindow.Fixed;
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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Another configuration for a collector that runs, with its real threads and the real clock. */
@Timeout(60)
class CollectorReloadTest {
  private static final Duration STEP = Duration.ofMillis(200);
  private static final Shutdown QUICK =
      new Shutdown(
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300),
          Duration.ofMillis(300));
  private static final DatasourceConfig FIRST = datasource("first");
  private static final DatasourceConfig SECOND = datasource("second");

  private final Clock clock = Clock.systemUTC();
  private final Map<DatasourceConfig, FakeSource> sources = new ConcurrentHashMap<>();
  private final FakeModels models = new FakeModels(clock);
  private final RecordingSink sink = new RecordingSink();
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final CountDownLatch never = new CountDownLatch(1);
  private final FakeScorer shop = stored("shop");
  private final FakeScorer bank = stored("bank");
  private final Collector collector =
      new Collector(
          configuration(FIRST, group("shop", 2), group("bank", 2)),
          this::source,
          models,
          Share.WHOLE,
          sink,
          new IncidentLog(lines::add),
          new FeedbackStore(Path.of("models")),
          clock,
          Ticker.of(clock, Duration.ofSeconds(1)),
          QUICK);

  @BeforeEach
  void start() {
    source(FIRST).value("cart", 2); // an incident from the first steps on
    collector.start();
    await().until(() -> isActive("shop") && isActive("bank"));
  }

  @AfterEach
  void stop() {
    never.countDown();
    collector.close();
  }

  @Test
  void anUnchangedGroupGoesOnUndisturbed() {
    EntityStatus before = collector.entities("shop").get(0);
    models.stored.remove(new ModelKey("bank", null));

    collector.apply(configuration(FIRST, group("bank", 3), group("shop", 2)));

    await().until(() -> bank.closed);
    assertThat(shop.closed).isFalse();
    assertThat(collector.groups()).extracting(GroupStatus::name).containsExactly("bank", "shop");
    assertThat(collector.groups().get(1).state()).isEqualTo(GroupState.SCORING);
    assertThat(collector.entities("shop").get(0).activeSince()).isEqualTo(before.activeSince());
    assertThat(lines).noneMatch(line -> line.contains("of shop is over"));
    int asked = source(FIRST).asked("shop_a").size();
    await().until(() -> source(FIRST).asked("shop_a").size() > asked + 2);
    assertThat(models.loads).containsOnlyOnce(new ModelKey("shop", null));
    assertThat(models.fits)
        .extracting(FakeModels.Fit::key)
        .doesNotContain(new ModelKey("shop", null));
    assertThat(sink.rows(Metric.ANOMALY_SCORE, "shop")).hasSize(1);
  }

  @Test
  void aGroupGoesOnWhereOnlyWhatIsWorthAnAlarmHasChanged() {
    GroupConfig plain = group("shop", 2);
    Instant now = clock.instant();
    GroupConfig maintained =
        new GroupConfig(
            plain.name(),
            plain.by(),
            plain.variables(),
            plain.step(),
            plain.latencyOffset(),
            plain.seasons(),
            plain.zone(),
            plain.model(),
            plain.fit(),
            plain.alert(),
            List.of(new Fixed("move", now.minusSeconds(60), now.plusSeconds(3600))));
    String incident = collector.entities("shop").get(0).incident();

    collector.apply(configuration(FIRST, maintained, group("bank", 2)));

    await().until(() -> collector.entities("shop").get(0).quiet() != null);
    assertThat(shop.closed).isFalse();
    assertThat(collector.entities("shop").get(0).incident()).isEqualTo(incident);
    assertThat(collector.incidents("shop")).singleElement().matches(Incident::told);
    assertThat(isActive("bank")).isTrue();

    collector.apply(configuration(FIRST, plain, group("bank", 2)));

    await().until(() -> isActive("shop"));
    assertThat(collector.entities("shop").get(0).incident()).isEqualTo(incident);
    assertThat(shop.closed).isFalse();
  }

  @Test
  void aChangedGroupIsReplacedAndARemovedOneVanishes() {
    collector.apply(configuration(FIRST, group("shop", 2), group("new", 2)));

    await().until(() -> bank.closed);
    assertThat(sink.gaugesOf("bank")).isEmpty();
    assertThat(sink.forgotten).containsExactly("bank");
    assertThat(lines).anyMatch(line -> line.contains("of bank is over"));
    assertThat(collector.entities("bank")).isEmpty();
    await("the new one learns").until(() -> !sink.rows(Metric.ANOMALY_SCORE, "new").isEmpty());

    FakeScorer fitted = models.newest();

    collector.apply(configuration(FIRST, group("shop", 2), group("new", 3)));

    await().until(() -> fitted.closed);
    await("and its successor").until(() -> !sink.rows(Metric.ANOMALY_SCORE, "new").isEmpty());
    assertThat(sink.forgotten).as("its counters go on").containsExactly("bank");
    assertThat(shop.closed).isFalse();
  }

  @Test
  void aModelInUseIsNotClosedUnderItsUser() {
    CountDownLatch scoring = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    bank.onScore =
        () -> {
          scoring.countDown();
          awaitStubbornly(goOn);
        };
    await().until(() -> scoring.getCount() == 0);

    collector.apply(configuration(FIRST, group("shop", 2)));

    assertThat(bank.closed).isFalse();
    assertThat(sink.gaugesOf("bank")).as("its series are gone at once").isEmpty();
    goOn.countDown();
    await().until(() -> bank.closed);
    assertThat(sink.gaugesOf("bank")).as("what it says late is dropped").isEmpty();
  }

  @Test
  void aModelDoesNotWaitForAFitUnderWayToBeClosed() {
    CountDownLatch fitting = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    models.onFit =
        () -> {
          fitting.countDown();
          awaitStubbornly(goOn);
        };
    collector.apply(configuration(FIRST, group("shop", 2), group("bank", 2), group("new", 2)));
    await().until(() -> fitting.getCount() == 0);

    collector.apply(configuration(FIRST, group("shop", 2)));

    await("while the fits' thread is busy").until(() -> bank.closed);
    goOn.countDown();
    await("nobody takes what was fitted").until(() -> models.newest().closed);
  }

  @Test
  void groupsGoOnWithAnotherSource() {
    CountDownLatch asking = new CountDownLatch(1);
    CountDownLatch goOn = new CountDownLatch(1);
    source(FIRST).onQuery =
        () -> {
          asking.countDown();
          awaitStubbornly(goOn);
        };
    await().until(() -> asking.getCount() == 0);

    collector.apply(configuration(SECOND, group("shop", 2), group("bank", 2)));

    assertThat(source(FIRST).closed).as("with a query under way").isFalse();
    goOn.countDown();
    await().until(() -> source(FIRST).closed);
    await().until(() -> source(SECOND).asked("shop_a").size() > 2);
    assertThat(shop.closed || bank.closed).isFalse();
    assertThat(models.loads).hasSize(2);
    assertThat(models.fits).isEmpty();
  }

  @Test
  void whatCannotBeDoneLeavesEverythingAsItIs() {
    DatasourceConfig broken = datasource("broken");

    assertThatThrownBy(() -> collector.apply(configuration(broken, group("shop", 3))))
        .hasMessage("broken");

    assertThat(collector.groups()).extracting(GroupStatus::name).containsExactly("shop", "bank");
    int asked = source(FIRST).asked("bank_a").size();
    await().until(() -> source(FIRST).asked("bank_a").size() > asked);
  }

  @Test
  void endsWhileARetiredGroupIsStillAtWork() {
    CountDownLatch scoring = new CountDownLatch(1);
    bank.onScore =
        () -> {
          scoring.countDown();
          awaitStubbornly(never);
        };
    await().until(() -> scoring.getCount() == 0);
    collector.apply(configuration(FIRST, group("shop", 2)));

    collector.close();

    assertThat(bank.closed).isFalse();
    assertThat(source(FIRST).closed).isTrue();
  }

  private boolean isActive(String group) {
    return collector.entities(group).stream().anyMatch(EntityStatus::active);
  }

  private FakeSource source(DatasourceConfig datasource) {
    if (datasource.url().getHost().equals("broken")) {
      throw new IllegalArgumentException("broken");
    }
    return sources.computeIfAbsent(
        datasource,
        absent -> {
          FakeSource source = new FakeSource();
          source.service("cart", Instant.EPOCH, Instant.MAX);
          return source;
        });
  }

  private FakeScorer stored(String group) {
    FakeScorer scorer =
        new FakeScorer(
            GroupModels.specOf(group(group, 2)), "v0", clock.instant(), Set.of(entity("cart")));
    models.stored.put(new ModelKey(group, null), scorer);
    return scorer;
  }

  private static DatasourceConfig datasource(String host) {
    return DatasourceConfig.of(URI.create("http://" + host));
  }

  private static Configuration configuration(DatasourceConfig datasource, GroupConfig... groups) {
    return new Configuration(Path.of("models"), datasource, null, List.of(groups));
  }

  private static GroupConfig group(String name, int forSteps) {
    GroupConfig usual = CycleHarness.group(Scope.SHARED, List.of());
    return new GroupConfig(
        name,
        usual.by(),
        List.of(new VariableConfig("a", name + "_a"), new VariableConfig("b", name + "_b")),
        STEP,
        Duration.ZERO,
        usual.seasons(),
        usual.zone(),
        usual.model(),
        new FitConfig(Duration.ofMinutes(1), Duration.ofHours(24), 20, List.of()),
        new AlertConfig(1, forSteps));
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
