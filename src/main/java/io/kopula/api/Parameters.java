package io.kopula.api;

import io.kopula.collector.EntityState;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads query parameters. As in Prometheus's API an empty one counts as absent. */
final class Parameters {
  static final int MAX_LIMIT = 10_000;
  static final int DEFAULT_LIMIT = 1_000;

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

  private static ApiException expected(String key, String rule, String found) {
    return ApiException.badData(key + ": expected " + rule + ", found \"" + found + "\"");
  }
}
