package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class RetrySettingsTest {
  private final RetrySettings settings =
      new RetrySettings(5, Duration.ofMillis(100), Duration.ofMillis(700), Duration.ofSeconds(1));

  @Test
  void pausesDoubleUpToTheLongest() {
    RandomGenerator highest = () -> -1L;
    assertThat(settings.pause(1, highest)).isBetween(millis(99), millis(100));
    assertThat(settings.pause(2, highest)).isBetween(millis(199), millis(200));
    assertThat(settings.pause(3, highest)).isBetween(millis(399), millis(400));
    assertThat(settings.pause(4, highest)).isBetween(millis(699), millis(700));
    assertThat(settings.pause(1_000_000, highest)).isBetween(millis(699), millis(700));
  }

  @Test
  void theLowerHalfOfAPauseIsNeverCut() {
    assertThat(settings.pause(2, () -> 0L)).isEqualTo(millis(100));
  }

  @Test
  void clientsDoNotComeTogether() {
    Random random = new Random(1);
    assertThat(settings.pause(1, random)).isNotEqualTo(settings.pause(1, random));
  }

  private static Duration millis(long millis) {
    return Duration.ofMillis(millis);
  }
}
