package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.GroupConfig;
import io.kopula.config.MaintenanceWindow;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The harness's group asks for two steps. */
class PastIncidentsTest {
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final Instant START = Instant.parse("2026-11-23T10:00:00Z");

  private final CycleHarness at = new CycleHarness();
  private final Duration step = at.group.step();
  private final FakeScorer scorer =
      new FakeScorer(GroupModels.specOf(at.group), "v1", START, Set.of(CART));
  private final List<PastIncidents.Incident> found = new ArrayList<>();
  private PastIncidents past = new PastIncidents(at.group, found::add);
  private int now;

  private Instant time(int number) {
    return Grid.floor(START, step).plus(step.multipliedBy(number));
  }

  private void steps(double... values) {
    int width = at.group.variables().size();
    for (double value : values) {
      if (Double.isNaN(value)) {
        past.missed();
      } else {
        double[] row = new double[width];
        Arrays.fill(row, value);
        Grid grid = new Grid(time(now).toEpochMilli(), step.toMillis(), 1);
        Frame window = Frame.of(CART, scorer.spec().variables(), grid, row);
        past.scored(scorer, scorer.score(List.of(window)).get(0), window);
      }
      now++;
    }
  }

  @Test
  void anIncidentIsToldOfWhenItIsOver() {
    steps(0.2, 2, 0.3, 1.5, 4, 3, 0.5);
    assertThat(found).isEmpty();
    steps(0.4);
    assertThat(found).hasSize(1);
    PastIncidents.Incident incident = found.get(0);
    assertThat(incident.from()).isEqualTo(time(3));
    assertThat(incident.fired()).isEqualTo(time(4));
    assertThat(incident.to()).isEqualTo(time(5));
    assertThat(incident.open()).isFalse();
    assertThat(incident.explanation().score().highest()).isEqualTo(4);
    assertThat(incident.explanation().score().time()).isEqualTo(time(4));
    assertThat(incident.values().value(0, 0)).isEqualTo(4);
  }

  @Test
  void eachIncidentIsExplainedOnceAtItsOwnPeak() {
    steps(5, 0, 0, 1.2, 1.3, 0, 0, 2, 3, 4, 0, 0);
    assertThat(found)
        .extracting(each -> each.explanation().score().highest())
        .containsExactly(1.3, 4.0);
    assertThat(scorer.explained).isEqualTo(2);
  }

  @Test
  void anEntityThatVanishesHasNoIncidentAnyMore() {
    steps(2, 2, Double.NaN, Double.NaN);
    assertThat(found).isEmpty();
    steps(Double.NaN);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).to()).isEqualTo(time(1));
  }

  @Test
  void oneThatGoesOnAtTheEndIsOpen() {
    steps(2, 3);
    past.end();
    assertThat(found).hasSize(1);
    assertThat(found.get(0).open()).isTrue();
  }

  @Test
  void whatWasScoredByAModelIsExplainedByIt() {
    steps(2, 3);
    past.settle();
    scorer.onDetails =
        () -> {
          throw new AssertionError("explained after the model was closed");
        };
    steps(1.5, 0, 0);
    assertThat(found).hasSize(1);
  }

  @Test
  void maintenanceIsNoIncident() {
    past =
        new PastIncidents(
            withMaintenance(new MaintenanceWindow.Fixed("move", time(2), time(5))), found::add);
    steps(0, 0, 9, 9, 9, 0.1, 0.1, 2, 3, 0, 0);
    assertThat(found).hasSize(1);
    assertThat(found.get(0).from()).isEqualTo(time(7));
    assertThat(found.get(0).explanation().score().highest()).isEqualTo(3);
  }

  private GroupConfig withMaintenance(MaintenanceWindow window) {
    GroupConfig plain = at.group;
    return new GroupConfig(
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
        List.of(window));
  }
}
