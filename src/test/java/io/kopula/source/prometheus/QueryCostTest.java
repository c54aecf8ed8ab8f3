package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.source.SourceException;
import io.kopula.testing.Allocation;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an answer allocates while it is parsed; it must not grow unnoticed. */
class QueryCostTest {
  private static final int SERIES = 1000;

  /** Of 3 samples and 5 labels; there were 910. */
  private static final long MOST_BYTES_A_SERIES = 1_000;

  @Test
  void aSeriesAllocatesNoMoreThanItDid() {
    RecordedAnswers answers =
        new RecordedAnswers(Map.of("q", answer().getBytes(StandardCharsets.UTF_8)));
    assertThat(Allocation.of(() -> parse(answers)) / SERIES)
        .as("bytes a series")
        .isLessThan(MOST_BYTES_A_SERIES);
  }

  private static void parse(RecordedAnswers answers) {
    try {
      assertThat(answers.queryRange("q", Instant.EPOCH, Instant.EPOCH, Duration.ZERO).series())
          .hasSize(SERIES);
    } catch (SourceException e) {
      throw new AssertionError(e);
    }
  }

  private static String answer() {
    StringBuilder json =
        new StringBuilder(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
    for (int i = 0; i < SERIES; i++) {
      json.append(i == 0 ? "" : ",")
          .append("{\"metric\":{\"__name__\":\"shop_requests\",\"instance\":\"10.0.0.1:8080\",")
          .append("\"job\":\"shop\",\"namespace\":\"production\",\"service\":\"s")
          .append(i)
          .append("\"},\"values\":[[1764190000,\"10.1234567890123\"],")
          .append("[1764190030,\"10.1234567890123\"],[1764190060,\"10.1234567890123\"]]}");
    }
    return json.append("]}}").toString();
  }
}
