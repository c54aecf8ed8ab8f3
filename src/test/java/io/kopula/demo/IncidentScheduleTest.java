package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class IncidentScheduleTest {
  private static final long NOW = 1_795_000_000;

  @Test
  void nothingHappensBeforeItIsStarted() {
    assertThat(new IncidentSchedule(1).beginningIn(0, NOW + 10_000)).isEmpty();
  }

  @Test
  void incidentsFollowEachOtherAtTheDemosPace() {
    IncidentSchedule schedule = new IncidentSchedule(1);
    schedule.start(NOW);
    schedule.start(NOW + 999);

    List<Incident> incidents = schedule.beginningIn(NOW, NOW + 600);

    assertThat(incidents.get(0).fromSecond()).isEqualTo(NOW + 15);
    assertThat(incidents).hasSizeBetween(23, 27);
    for (int i = 0; i < incidents.size(); i++) {
      Incident each = incidents.get(i);
      assertThat(each.untilSecond() - each.fromSecond()).isBetween(12L, 15L);
      if (i > 0) {
        assertThat(each.fromSecond() - incidents.get(i - 1).fromSecond()).isBetween(22L, 26L);
        assertThat(each.service()).isNotEqualTo(incidents.get(i - 1).service());
      }
    }
    assertThat(incidents.subList(0, IncidentKind.values().length))
        .extracting(Incident::kind)
        .doesNotHaveDuplicates();
  }

  @Test
  void isTheSameHoweverItIsAsked() {
    IncidentSchedule once = new IncidentSchedule(3);
    once.start(NOW);
    IncidentSchedule stepwise = new IncidentSchedule(3);
    stepwise.start(NOW);
    for (long t = NOW; t < NOW + 300; t++) {
      stepwise.at(ShopService.CART, t);
    }
    assertThat(stepwise.beginningIn(NOW, NOW + 300)).isEqualTo(once.beginningIn(NOW, NOW + 300));
  }

  @Test
  void anIncidentCoversItsServiceForItsTime() {
    IncidentSchedule schedule = new IncidentSchedule(1);
    schedule.start(NOW);
    Incident first = schedule.beginningIn(NOW, NOW + 15).get(0);
    assertThat(schedule.at(first.service(), first.fromSecond() - 1)).isEmpty();
    assertThat(schedule.at(first.service(), first.fromSecond())).contains(first);
    assertThat(schedule.at(first.service(), first.untilSecond() - 1)).contains(first);
    assertThat(schedule.at(first.service(), first.untilSecond())).isEmpty();
  }
}
