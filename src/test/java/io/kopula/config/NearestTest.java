package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestTest {
  private static final List<String> KNOWN =
      List.of("false_alarms_per_week", "for", "step", "latency_offset", "basic_auth", "by");

  @ParameterizedTest
  @CsvSource({
    "false_alarm_per_week, false_alarms_per_week",
    "false-alarms-per-week, false_alarms_per_week",
    "false_alarms, false_alarms_per_week",
    "fro, for",
    "Step, step",
    "setp, step",
    "latencyOffset, latency_offset",
    "basicauth, basic_auth",
  })
  void findsWhatWasMeant(String word, String meant) {
    assertThat(Nearest.to(word, KNOWN)).contains(meant);
  }

  @ParameterizedTest
  @CsvSource({"retention", "xyz", "''", "interval"})
  void isSilentWhereNothingIsNear(String word) {
    assertThat(Nearest.to(word, KNOWN)).isEmpty();
  }

  @Test
  void countsASwapOfNeighboursAsOneEdit() {
    assertThat(Nearest.distance("setp", "step")).isEqualTo(1);
    assertThat(Nearest.distance("kitten", "sitting")).isEqualTo(3);
    assertThat(Nearest.distance("", "abc")).isEqualTo(3);
  }
}
