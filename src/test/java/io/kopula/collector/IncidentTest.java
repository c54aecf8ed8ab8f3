package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import java.time.Duration;
import java.time.Instant;
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
                + " c 17 % (unusual value; 3.00 after 0.500)");
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
