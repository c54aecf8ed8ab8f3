package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.testing.Fuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a file, it is read or refused with a report, and soon. */
class ConfigurationPropertyTest {
  @TempDir private Path folder;

  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void aMutatedFileIsReadOrRefusedWithAReport() throws Exception {
    long seed = Long.getLong("kopula.seed", 20261124L);
    Fuzz.Result result = Fuzz.run(new ConfigurationFuzz(folder), seed, 1_500);
    assertThat(result.refused())
        .as("seed %d: both outcomes are met", seed)
        .isBetween(1L, result.inputs() - 1);
  }

  /** A line break that YAML does not allow is part of what is said of it. */
  @Test
  void aProblemIsALine() throws Exception {
    assertThat(Fuzz.run(new ConfigurationFuzz(folder), 16_482, 1).refused()).isOne();
  }
}
