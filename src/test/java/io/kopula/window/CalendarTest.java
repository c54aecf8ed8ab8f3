package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.series.Grid;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class CalendarTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private static float[] at(Calendar calendar, String instant) {
    float[] features = new float[calendar.width()];
    Grid grid = new Grid(Instant.parse(instant).toEpochMilli(), HOUR.toMillis(), 1);
    calendar.encode(grid, 0, 1, features, 0, features.length);
    return features;
  }

  @Test
  void repeatsAfterAPeriodAndNotBefore() {
    Calendar calendar = new Calendar(List.of(Duration.ofDays(1)), HOUR, ZoneOffset.UTC);
    assertThat(calendar.width()).isEqualTo(16);
    assertThat(at(calendar, "2026-01-01T09:00:00Z"))
        .containsExactly(at(calendar, "2026-01-02T09:00:00Z"), Offset.offset(1e-5f));
    assertThat(at(calendar, "2026-01-01T09:00:00Z")[0])
        .isNotEqualTo(at(calendar, "2026-01-01T15:00:00Z")[0]);
  }

  @Test
  void nineOClockStaysNineOClockThroughDaylightSaving() {
    Calendar calendar = new Calendar(List.of(Duration.ofDays(1)), HOUR, ZoneId.of("Europe/Berlin"));
    assertThat(at(calendar, "2026-03-28T08:00:00Z"))
        .containsExactly(at(calendar, "2026-03-29T07:00:00Z"), Offset.offset(1e-5f));
  }

  @Test
  void harmonicsThatTheStepCannotShowAreLeftOut() {
    assertThat(new Calendar(List.of(Duration.ofHours(6)), HOUR, ZoneOffset.UTC).width())
        .isEqualTo(6);
    assertThat(new Calendar(List.of(), HOUR, ZoneOffset.UTC).width()).isZero();
  }
}
