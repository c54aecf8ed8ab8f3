package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.config.MaintenanceWindow.Recurring;
import io.kopula.config.Recurrence.Occurrence;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RecurrenceTest {
  private static List<String> from(String rule, String start, String zone, String asked, int many) {
    Recurrence recurrence =
        Recurrence.of(
            new Recurring(
                "backup", rule, LocalDateTime.parse(start), Duration.ofHours(2), ZoneId.of(zone)));
    List<String> found = new ArrayList<>();
    Instant time = Instant.parse(asked);
    for (int i = 0; i < many; i++) {
      Optional<Occurrence> next = recurrence.endingAfter(time);
      if (next.isEmpty()) {
        break;
      }
      found.add(next.get().from() + "/" + next.get().to());
      time = next.get().to();
    }
    return found;
  }

  @Test
  void whereClocksGoBackTheFirstOfBothTimesIsMeant() {
    assertThat(
            from(
                "FREQ=WEEKLY;BYDAY=SU",
                "2026-10-18T02:30",
                "Europe/Berlin",
                "2026-10-01T00:00:00Z",
                3))
        .containsExactly(
            "2026-10-18T00:30:00Z/2026-10-18T02:30:00Z",
            "2026-10-25T00:30:00Z/2026-10-25T02:30:00Z", // both 02:30 CEST and 02:30 CET are there
            "2026-11-01T01:30:00Z/2026-11-01T03:30:00Z");
  }

  @Test
  void aTimeThatIsLeftOutIsAsMuchLater() {
    assertThat(from("FREQ=DAILY", "2027-03-01T02:30", "Europe/Berlin", "2027-03-27T03:00:00Z", 3))
        .containsExactly(
            "2027-03-27T01:30:00Z/2027-03-27T03:30:00Z",
            "2027-03-28T01:30:00Z/2027-03-28T03:30:00Z", // 02:30 is not there: 03:30 CEST
            "2027-03-29T00:30:00Z/2027-03-29T02:30:00Z");
  }

  @Test
  void clocksElsewhereAreChangedOnOtherDays() {
    assertThat(
            from(
                "FREQ=WEEKLY;BYDAY=SU",
                "2026-10-25T01:30",
                "America/New_York",
                "2026-10-25T00:00:00Z",
                3))
        .containsExactly(
            "2026-10-25T05:30:00Z/2026-10-25T07:30:00Z",
            "2026-11-01T05:30:00Z/2026-11-01T07:30:00Z",
            "2026-11-08T06:30:00Z/2026-11-08T08:30:00Z");
  }

  @Test
  void anOccurrenceUnderWayIsFoundAndItsEndIsNoLongerPartOfIt() {
    assertThat(from("FREQ=DAILY", "2026-11-01T02:00", "UTC", "2026-11-05T03:59:59Z", 1))
        .containsExactly("2026-11-05T02:00:00Z/2026-11-05T04:00:00Z");
    assertThat(from("FREQ=DAILY", "2026-11-01T02:00", "UTC", "2026-11-05T04:00:00Z", 1))
        .containsExactly("2026-11-06T02:00:00Z/2026-11-06T04:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "FREQ=DAILY;COUNT=2",
        "FREQ=DAILY;UNTIL=20261102T010000Z", // 02:00 CET
        "FREQ=DAILY;UNTIL=20261102",
        "FREQ=DAILY;UNTIL=20261102T020000",
      })
  void aRuleMayEnd(String rule) {
    assertThat(from(rule, "2026-11-01T02:00", "Europe/Berlin", "2026-10-01T00:00:00Z", 9))
        .containsExactly(
            "2026-11-01T01:00:00Z/2026-11-01T03:00:00Z",
            "2026-11-02T01:00:00Z/2026-11-02T03:00:00Z");
    assertThat(from(rule, "2026-11-01T02:00", "Europe/Berlin", "2027-01-01T00:00:00Z", 9))
        .isEmpty();
  }

  @Test
  void theLastFridayOfAMonth() {
    assertThat(
            from("FREQ=MONTHLY;BYDAY=-1FR", "2026-01-01T22:00", "UTC", "2026-11-15T00:00:00Z", 2))
        .containsExactly(
            "2026-11-27T22:00:00Z/2026-11-28T00:00:00Z",
            "2026-12-25T22:00:00Z/2026-12-26T00:00:00Z");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "weekly", "FREQ=WEEKLY;BYDAY=XX", "FREQ=FORTNIGHTLY", "FREQ=SECONDLY"})
  void whatIsNoRuleIsRefused(String rule) {
    assertThatThrownBy(() -> Recurrence.parse(rule)).isInstanceOf(UnfitException.class);
  }
}
