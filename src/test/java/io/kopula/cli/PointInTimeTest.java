package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class PointInTimeTest {
  private static final Instant NOW = Instant.parse("2026-11-23T10:00:00Z");

  @Test
  void aTimeOrHowLongAgo() {
    assertThat(PointInTime.parse("--from", "7d", NOW)).isEqualTo("2026-11-16T10:00:00Z");
    assertThat(PointInTime.parse("--to", "0", NOW)).isEqualTo(NOW);
    assertThat(PointInTime.parse("--from", "2026-11-20T12:00:00+02:00", NOW))
        .isEqualTo("2026-11-20T10:00:00Z");
    assertThatThrownBy(() -> PointInTime.parse("--from", "yesterday", NOW))
        .hasMessage(
            "--from: expected RFC 3339, such as 2026-11-23T10:00:00Z, or how long ago, such as 7d,"
                + " found \"yesterday\"");
  }
}
