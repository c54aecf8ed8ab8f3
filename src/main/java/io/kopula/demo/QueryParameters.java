package io.kopula.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Parameters of a request, as Prometheus reads them. */
final class QueryParameters {
  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h)");

  private final Map<String, String> values = new HashMap<>();

  /** Reads {@code name=value&…}, from a query or a form; what comes first counts. */
  void add(@Nullable String encoded) {
    if (encoded == null || encoded.isEmpty()) {
      return;
    }
    for (String pair : encoded.split("&", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.putIfAbsent(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
  }

  String text(String name) {
    String value = values.get(name);
    if (value == null || value.isEmpty()) {
      throw new IllegalArgumentException("invalid parameter \"" + name + "\": empty");
    }
    return value;
  }

  boolean has(String name) {
    return !values.getOrDefault(name, "").isEmpty();
  }

  /** Seconds since the epoch, or RFC 3339; in milliseconds since the epoch. */
  long millis(String name) {
    String value = text(name);
    try {
      return Math.round(Double.parseDouble(value) * 1000);
    } catch (NumberFormatException notSeconds) {
      try {
        return Instant.parse(value).toEpochMilli();
      } catch (DateTimeException e) {
        throw new IllegalArgumentException(
            "invalid parameter \"" + name + "\": cannot parse \"" + value + "\" to a time", e);
      }
    }
  }

  /** Seconds, or a duration such as {@code 15s}; positive, in milliseconds. */
  long durationMillis(String name) {
    String value = text(name);
    Matcher duration = DURATION.matcher(value);
    long millis;
    try {
      millis =
          duration.matches()
              ? Duration.parse("PT" + duration.group(1) + "S").toSeconds() * unit(duration.group(2))
              : Math.round(Double.parseDouble(value) * 1000);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "invalid parameter \"" + name + "\": cannot parse \"" + value + "\" to a duration", e);
    }
    if (millis <= 0) {
      throw new IllegalArgumentException(
          "invalid parameter \"" + name + "\": zero or negative, found \"" + value + "\"");
    }
    return millis;
  }

  private static long unit(String name) {
    return switch (name) {
      case "ms" -> 1;
      case "s" -> 1000;
      case "m" -> 60_000;
      default -> 3_600_000;
    };
  }

  private static String decode(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }
}
