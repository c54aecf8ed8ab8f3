package io.kopula.api;

import io.kopula.collector.EntityState;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters. As in Prometheus's API an empty one counts as absent. */
final class Parameters {
  static final int MAX_LIMIT = 10_000;
  static final int DEFAULT_LIMIT = 1_000;

  /** Times are bounded to some ten thousand years, so that arithmetic with them is safe. */
  private static final double LATEST_MILLIS = 253_402_300_799_999.0;

  private Parameters() {}

  static Optional<String> text(@Nullable String value) {
    return Optional.ofNullable(value).filter(text -> !text.isEmpty());
  }

  static int limit(@Nullable String value) {
    return text(value).map(Parameters::parseLimit).orElse(DEFAULT_LIMIT);
  }

  private static int parseLimit(String value) {
    try {
      int limit = Integer.parseInt(value);
      if (limit >= 1 && limit <= MAX_LIMIT) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // told below: both cases break the same rule
    }
    throw expected("limit", "a whole number from 1 to " + MAX_LIMIT, value);
  }

  static Optional<EntityState> state(@Nullable String value) {
    return text(value).map(Parameters::parseState);
  }

  private static EntityState parseState(String value) {
    List<EntityState> states = Arrays.asList(EntityState.values());
    return states.stream()
        .filter(state -> state.label().equals(value))
        .findFirst()
        .orElseThrow(
            () ->
                expected(
                    "state",
                    "one of "
                        + states.stream().map(EntityState::label).collect(Collectors.joining(", ")),
                    value));
  }

  static String required(String key, @Nullable String value) {
    return text(value).orElseThrow(() -> expected(key, "a value", ""));
  }

  /** RFC 3339 or seconds since the epoch, as in Prometheus's API. */
  static Optional<Instant> time(String key, @Nullable String value) {
    return text(value).map(given -> parseTime(key, given));
  }

  private static Instant parseTime(String key, String value) {
    try {
      return bounded(OffsetDateTime.parse(value).toEpochSecond() * 1000.0);
    } catch (DateTimeParseException notRfc3339) {
      try {
        double seconds = Double.parseDouble(value);
        if (Double.isFinite(seconds)) {
          return bounded(seconds * 1000);
        }
      } catch (NumberFormatException e) {
        // told below: both cases break the same rule
      }
      throw expected(key, "RFC 3339 or seconds since the epoch", value);
    }
  }

  private static Instant bounded(double millis) {
    return Instant.ofEpochMilli(
        Math.round(Math.max(-LATEST_MILLIS, Math.min(LATEST_MILLIS, millis))));
  }

  private static ApiException expected(String key, String rule, String found) {
    return ApiException.badData(key + ": expected " + rule + ", found \"" + found + "\"");
  }
}
