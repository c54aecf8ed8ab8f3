package io.kopula.faults;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.api.ParameterFuzz;
import io.kopula.bundle.BundleFuzz;
import io.kopula.source.prometheus.AnswerFuzz;
import io.kopula.testing.Fuzz;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A small part of what {@code FuzzBenchmark} gives to whatever takes input: it is taken or refused,
 * never anything else. Configuration files have a test of their own.
 */
@Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class FuzzTest {
  @TempDir private Path folder;

  @Test
  void answersOfASource() {
    assertBothHappen(new AnswerFuzz(), 20_000);
  }

  @Test
  void storedModels() throws Exception {
    assertBothHappen(new BundleFuzz(folder), 2_000);
  }

  @Test
  void parametersOfRequests() {
    assertBothHappen(new ParameterFuzz(), 20_000);
  }

  private static void assertBothHappen(Fuzz fuzz, long inputs) {
    Fuzz.Result result = Fuzz.run(fuzz, Long.getLong("kopula.seed", 20261126L), inputs);
    assertThat(result.refused()).as("%s", result).isBetween(1L, inputs - 1);
  }
}
