package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.collector.Incident.State;
import io.kopula.collector.IncidentTracker.Change;
import io.kopula.config.GroupConfig;
import io.kopula.config.MaintenanceWindow.Fixed;
import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.kopula.model.Scope;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IncidentTest {
  private static final Instant LONG_AGO = START.minus(Duration.ofDays(30));

  private final CycleHarness at = new CycleHarness();

  @Test
  void opensAndClosesAfterAsManyStepsAsTheGroupAsksFor() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    at.next(3);
    at.source.value("cart", 3.0);
    at.next();
    assertThat(at.lines).isEmpty();
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("cart", 0.0);
    Instant since = at.step;

    at.next();
    assertThat(at.lines)
        .containsExactly(
            "incident {service=\"cart\"} of shop: score 3.0;"
                + " a 67 % (no longer fits the others; 3.00 after 0.500),"
                + " b 17 % (unusual value; 3.00 after 0.500),"
                + " c 17 % (unusual value; 3.00 after 0.500) (id "
                + Incident.id("shop", CycleHarness.entity("cart"), since)
                + ")");
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("cart", 1.0);
    assertThat(at.cycle.entities().get(0).activeSince()).isEqualTo(since);

    at.source.value("cart", 4.2);
    at.next();
    at.source.value("cart", 0.2);
    at.next();
    assertThat(at.cycle.entities().get(0).active()).isTrue();
    at.next(2);
    assertThat(at.lines)
        .hasSize(2)
        .last()
        .isEqualTo("incident {service=\"cart\"} of shop is over after 20s, highest score 4.2");
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("cart", 0.0);
    assertThat(at.cycle.entities().get(0).activeSince()).isNull();
  }

  @Test
  void singleStepsAboveAreNoIncident() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    for (int i = 0; i < 10; i++) {
      at.source.value("cart", i % 2 == 0 ? 5 : 0.1);
      at.next();
    }
    assertThat(at.lines).isEmpty();
  }

  @Test
  void anIncidentOfAnEntityThatVanishesEnds() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", 2);
    at.stored("cart");
    at.next(3);
    at.source.service("cart", LONG_AGO, at.step);
    at.next(GroupCycle.STALE_STEPS);
    assertThat(at.lines).hasSize(2).last().asString().contains("no longer scored");
    assertThat(at.cycle.entities().get(0).active()).isFalse();
  }

  @Test
  void anAlarmEndsWithTheFirstStepOfMaintenanceAndTheIncidentGoesOnQuietly() {
    CycleHarness at = maintained(30, 60);
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", 3);
    at.stored("cart");
    at.next(3); // 10:00:20: the alarm has begun
    EntityStatus alarm = at.cycle.entities().get(0);
    assertThat(alarm.active()).isTrue();
    assertThat(at.book.newestFirst()).singleElement().matches(each -> each.state() == State.OPEN);

    at.next(); // maintenance
    EntityStatus quiet = at.cycle.entities().get(0);
    assertThat(quiet.active()).isFalse();
    assertThat(quiet.activeSince()).isNull();
    assertThat(quiet.quiet()).isEqualTo(Quiet.maintenance("move"));
    assertThat(quiet.incident()).isEqualTo(alarm.incident());
    assertThat(quiet.incidentSince()).isEqualTo(START);
    assertThat(at.cycle.status().maintenance()).isEqualTo("move");
    assertThat(at.sink.byService(Metric.ANOMALY_ACTIVE)).containsEntry("cart", 0.0);
    assertThat(at.sink.byService(Metric.ANOMALY_SCORE)).containsEntry("cart", 3.0);
    assertThat(at.sink.rows(Metric.ANOMALY_QUIET, "shop"))
        .containsExactly(
            new Row(Map.of("group", "shop", "service", "cart", "reason", "maintenance"), 1));
    at.next(2);
    assertThat(at.lines)
        .hasSize(2)
        .last()
        .isEqualTo(
            "incident {service=\"cart\"} of shop is quiet (maintenance move): score 3.0 (id "
                + alarm.incident()
                + ")");

    at.next(); // 10:01: it is over; as many steps as ever until somebody is told
    assertThat(at.cycle.entities().get(0).active()).isFalse();
    at.next();
    assertThat(at.cycle.entities().get(0).active()).isTrue();
    assertThat(at.cycle.entities().get(0).incident()).isEqualTo(alarm.incident());
    assertThat(at.sink.rows(Metric.ANOMALY_QUIET, "shop")).isEmpty();

    at.source.value("cart", 0.1);
    at.next(2);
    assertThat(at.book.newestFirst())
        .singleElement()
        .matches(each -> each.state() == State.CLOSED && each.told() && each.quiet() == null)
        .extracting(Incident::until)
        .isEqualTo(START.plusSeconds(70));
  }

  @Test
  void whatBeginsAndEndsInMaintenanceTellsNobody() {
    CycleHarness at = maintained(0, 600);
    at.source.service("cart", LONG_AGO, FOREVER);
    at.stored("cart");
    at.source.value("cart", 3);
    at.next();
    assertThat(at.lines).isEmpty();
    at.next();
    at.source.value("cart", 0.1);
    at.next(2);
    assertThat(at.lines)
        .hasSize(2)
        .last()
        .isEqualTo(
            "quiet incident {service=\"cart\"} of shop is over after 10s, highest score 3.0");
    assertThat(at.sink.rows(Metric.ANOMALY_QUIET, "shop")).isEmpty();
    assertThat(at.book.newestFirst())
        .singleElement()
        .matches(each -> each.state() == State.CLOSED && !each.told())
        .extracting(Incident::quiet)
        .isEqualTo(Quiet.maintenance("move"));
  }

  @Test
  void otherRulesHoldFromTheNextStepOn() {
    at.source.service("cart", LONG_AGO, FOREVER);
    at.source.value("cart", 3);
    at.stored("cart");
    at.next(3);
    GroupConfig next = maintained(0, 600).group;
    assertThat(next.withoutQuiet()).isEqualTo(at.group);
    at.cycle.policy(AlarmPolicy.of(next));
    assertThat(at.cycle.entities().get(0).active()).isTrue();
    at.next();
    assertThat(at.cycle.entities().get(0).active()).isFalse();
  }

  @Test
  void quietStepsNeitherOpenNorProlongAnAlarm() {
    IncidentTracker tracker = new IncidentTracker(2);
    assertThat(tracker.update(anomalous(0), null, 1)).isEqualTo(Change.NONE);
    assertThat(tracker.update(anomalous(1), Quiet.DEVIATION, 1)).isEqualTo(Change.QUIETED);
    assertThat(tracker.quiet()).isEqualTo(Quiet.DEVIATION);
    assertThat(tracker.update(anomalous(2), null, 1)).isEqualTo(Change.NONE);
    assertThat(tracker.update(anomalous(3), null, 1)).isEqualTo(Change.OPENED);
    assertThat(tracker.activeSince()).isEqualTo(START.plusSeconds(2));
    assertThat(tracker.since()).isEqualTo(START);
    assertThat(tracker.update(anomalous(4), Quiet.DIRECTION, 1)).isEqualTo(Change.NONE);
    assertThat(tracker.isActive()).isTrue();
    assertThat(tracker.update(anomalous(5), Quiet.DIRECTION, 1)).isEqualTo(Change.QUIETED);
    assertThat(tracker.lasted()).isEqualTo(Duration.ofSeconds(1));
    assertThat(tracker.vanished()).isEqualTo(Change.QUIET_OVER);
    assertThat(tracker.lastedInAll()).isEqualTo(Duration.ofSeconds(5));
  }

  private static Score anomalous(int second) {
    return new Score(CycleHarness.entity("cart"), START.plusSeconds(second), 2, 1, List.of());
  }

  /** A group with a window of seconds after the start. */
  private static CycleHarness maintained(int from, int to) {
    GroupConfig plain = CycleHarness.group(Scope.SHARED, List.of());
    return new CycleHarness(
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
            List.of(new Fixed("move", START.plusSeconds(from), START.plusSeconds(to)))));
  }

  @Test
  void theBookForgetsTheOldestThatAreOver() {
    IncidentBook book = new IncidentBook("shop");
    String open = book.goesOn(CycleHarness.entity("pay"), START, null, anomalous(0));
    for (int i = 1; i <= IncidentBook.MOST_CLOSED + 5; i++) {
      Instant since = START.plusSeconds(i);
      book.isOver(book.goesOn(CycleHarness.entity("cart"), since, null, anomalous(i)), since);
    }
    assertThat(book.newestFirst()).hasSize(IncidentBook.MOST_CLOSED + 1);
    assertThat(book.find(open)).isPresent();
    assertThat(book.newestFirst().get(0).since())
        .isEqualTo(START.plusSeconds(IncidentBook.MOST_CLOSED + 5));
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.00412, 0.00412",
    "0.5, 0.500",
    "84.31, 84.3",
    "420, 420",
    "-12.345, -12.3",
    "512345, 512345",
    "900000000, 9.00e8",
  })
  void numbersAreReadable(double value, String text) {
    assertThat(IncidentLog.text(value)).isEqualTo(text);
  }
}
