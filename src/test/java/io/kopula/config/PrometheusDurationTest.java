package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PrometheusDurationTest {
  /** The cases of Prometheus's own parser test, with its output form. */
  @ParameterizedTest
  @CsvSource({
    "0, 0, 0s",
    "0w, 0, 0s",
    "0s, 0, 0s",
    "324ms, 324, 324ms",
    "3s, 3000, 3s",
    "5m, 300000, 5m",
    "1h, 3600000, 1h",
    "4d, 345600000, 4d",
    "4d1h, 349200000, 4d1h",
    "14d, 1209600000, 2w",
    "3w, 1814400000, 3w",
    "3w2d1h, 1990800000, 23d1h",
    "10y, 315360000000, 10y",
    "1h30m, 5400000, 1h30m",
    "90m, 5400000, 1h30m",
    "1d12h5m1s500ms, 129901500, 1d12h5m1s500ms",
  })
  void readsAndWritesAsPrometheusDoes(String text, long millis, String written) {
    Duration duration = PrometheusDuration.parse(text);
    assertThat(duration).isEqualTo(Duration.ofMillis(millis));
    assertThat(PrometheusDuration.format(duration)).isEqualTo(written);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "1",
        "1y1m1d",
        "-1w",
        "1.5d",
        "d",
        "1h1h",
        "30 s",
        "1S",
        "294y",
        "٣s",
        "99999999999999999999s",
        "200y100000w",
        "1ms1s",
        "abc"
      })
  void refusesWhatPrometheusRefuses(String text) {
    assertThatThrownBy(() -> PrometheusDuration.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("expected a duration");
  }

  @Test
  void everyDurationReadsBackAsItWasWritten() {
    long seed = 20261123L;
    Random random = new Random(seed);
    for (int i = 0; i < 2_000; i++) {
      Duration duration = Duration.ofMillis(random.nextLong(1L << random.nextInt(1, 43)));
      String text = PrometheusDuration.format(duration);
      assertThat(PrometheusDuration.parse(text)).as("seed %d, %s", seed, text).isEqualTo(duration);
    }
  }
}
