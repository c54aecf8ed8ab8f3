package io.kopula.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.testing.Fuzz;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Random;

/** Parameters and bodies of requests. */
public final class ParameterFuzz implements Fuzz {
  private static final String[] VALID = {
    "1000",
    "scored",
    "2026-11-23T10:00:30Z",
    "1764190000.5",
    "{service=\"cart\"}",
    "shop",
    "{\"verdict\": \"false_alarm\", \"comment\": \"load test\"}"
  };
  private static final byte[][] PIECES =
      Fuzz.pieces(
          "",
          "-",
          "+",
          "0",
          "9".repeat(400),
          "1e400",
          "-1e400",
          "NaN",
          "Infinity",
          "0x1p3",
          "T",
          "Z",
          "+99:99",
          "+18:00",
          "-999999999-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "\"",
          "{",
          "}",
          "[".repeat(2000),
          "\\u0000",
          "\u0000",
          "\ud83d\ude00",
          " ",
          "null",
          ",",
          "٣",
          "x".repeat(5000),
          "d",
          "f",
          "L");
  private static final Instant EARLIEST = Instant.parse("-9999-01-01T00:00:00Z");
  private static final Instant LATEST = Instant.parse("+10000-01-01T00:00:00Z");

  private final ObjectMapper json = new ObjectMapper();

  /** A value that is nearly valid. */
  static String value(Random random) {
    byte[] valid = VALID[random.nextInt(VALID.length)].getBytes(StandardCharsets.UTF_8);
    return random.nextInt(20) == 0
        ? new String(valid, StandardCharsets.UTF_8)
        : new String(Fuzz.mutate(valid, random, PIECES), StandardCharsets.UTF_8);
  }

  @Override
  public boolean isRefused(Random random) {
    String value = value(random);
    try {
      switch (random.nextInt(5)) {
        case 0 -> assertThat(Parameters.limit(value)).isBetween(1, Parameters.MAX_LIMIT);
        case 1 -> assertThat(Parameters.state(value)).isNotNull();
        case 2 ->
            Parameters.time("at", value)
                .ifPresent(time -> assertThat(time).isBetween(EARLIEST, LATEST));
        case 3 -> assertThat(Parameters.required("group", value)).isNotEmpty();
        default -> {
          FeedbackBody body = FeedbackBody.parse(json, value);
          assertThat(body.asVerdict()).isNotNull();
          assertThat(body.asComment().length())
              .isLessThanOrEqualTo(2 * FeedbackBody.LONGEST_COMMENT);
        }
      }
      return false;
    } catch (ApiException e) {
      assertThat(e.type()).isEqualTo(ErrorType.BAD_DATA);
      return true;
    }
  }
}
