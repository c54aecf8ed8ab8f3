package io.kopula.config;

import java.math.BigDecimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The types of values that the configuration knows. */
final class Types {
  private static final Pattern TIMESTAMP =
      Pattern.compile(
          "\\d{4}-\\d\\d-\\d\\d[Tt]\\d\\d:\\d\\d:\\d\\d(\\.\\d{1,9})?([Zz]|[+-]\\d\\d:\\d\\d)");

  private static final Pattern LOCAL_TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d(:\\d\\d)?");

  private Types() {}

  @FunctionalInterface
  interface Parser<T> {
    T parse(String text) throws UnfitException;
  }

  static <T> Type<T> of(String description, Parser<T> parser) {
    return new Type<>() {
      @Override
      public String description() {
        return description;
      }

      @Override
      public T parse(String text) throws UnfitException {
        return parser.parse(text);
      }
    };
  }

  /** Any text that is not blank and fulfils the condition. */
  static Type<String> text(String description, Predicate<String> condition) {
    return of(
        description,
        text -> {
          if (text.isBlank() || !condition.test(text)) {
            throw new UnfitException(description);
          }
          return text;
        });
  }

  static Type<Duration> duration(String from, String to) {
    Duration least = PrometheusDuration.parse(from);
    Duration most = PrometheusDuration.parse(to);
    String description = "a duration from " + from + " to " + to;
    return of(
        description,
        text -> {
          Duration duration;
          try {
            duration = PrometheusDuration.parse(text);
          } catch (IllegalArgumentException e) {
            throw new UnfitException(description + ", such as 30s, 1h30m or 14d");
          }
          if (duration.compareTo(least) < 0 || duration.compareTo(most) > 0) {
            throw new UnfitException(description);
          }
          return duration;
        });
  }

  static Type<Integer> integer(int from, int to) {
    String description = "a whole number from " + from + " to " + to;
    return of(
        description,
        text -> {
          try {
            int number = Integer.parseInt(text);
            if (number >= from && number <= to) {
              return number;
            }
          } catch (NumberFormatException e) {
            // the same rule is broken
          }
          throw new UnfitException(description);
        });
  }

  static Type<Double> number(String from, String to) {
    String description = "a number from " + from + " to " + to;
    BigDecimal least = new BigDecimal(from);
    BigDecimal most = new BigDecimal(to);
    return of(
        description,
        text -> {
          try {
            double number = Double.parseDouble(text);
            if (number >= least.doubleValue() && number <= most.doubleValue()) {
              return number;
            }
          } catch (NumberFormatException e) {
            // the same rule is broken
          }
          throw new UnfitException(description);
        });
  }

  static Type<Boolean> bool() {
    return of(
        "true or false",
        text ->
            switch (text) {
              case "true" -> true;
              case "false" -> false;
              default -> throw new UnfitException("true or false");
            });
  }

  static <T> Type<T> choice(List<T> values, Function<T, String> key) {
    List<String> keys = values.stream().map(key).toList();
    String description = "one of " + String.join(", ", keys);
    return of(
        description,
        text -> {
          int index = keys.indexOf(text);
          if (index < 0) {
            throw new UnfitException(description);
          }
          return values.get(index);
        });
  }

  static Type<ZoneId> zone() {
    String description = "a time zone, such as Europe/Berlin or UTC";
    return of(
        description,
        text -> {
          try {
            return ZoneId.of(text);
          } catch (DateTimeException e) {
            throw new UnfitException(
                Nearest.to(text, ZoneId.getAvailableZoneIds())
                    .map(zone -> "a time zone (did you mean \"" + zone + "\"?)")
                    .orElse(description));
          }
        });
  }

  static Type<Instant> timestamp() {
    String description = "a time as in RFC 3339, such as 2026-11-01T10:00:00Z";
    return of(
        description,
        text -> {
          try {
            if (TIMESTAMP.matcher(text).matches()) {
              return OffsetDateTime.parse(text).toInstant();
            }
          } catch (DateTimeParseException e) {
            // the same rule is broken
          }
          throw new UnfitException(description);
        });
  }

  static Type<LocalDateTime> localTime() {
    String description = "a local time, such as 2026-11-01T02:00";
    return of(
        description,
        text -> {
          try {
            if (LOCAL_TIME.matcher(text).matches()) {
              return LocalDateTime.parse(text);
            }
          } catch (DateTimeParseException e) {
            // the same rule is broken
          }
          throw new UnfitException(description);
        });
  }

  static Type<Path> path(String description) {
    return of(
        description,
        text -> {
          try {
            if (!text.isBlank()) {
              return Path.of(text);
            }
          } catch (InvalidPathException e) {
            // the same rule is broken
          }
          throw new UnfitException(description);
        });
  }

  static Type<Secret> secret() {
    return new Type<>() {
      @Override
      public String description() {
        return "a secret";
      }

      @Override
      public Secret parse(String text) throws UnfitException {
        if (text.chars().anyMatch(Character::isISOControl)) {
          throw new UnfitException("a secret without line breaks and other control characters");
        }
        return new Secret(text);
      }

      @Override
      public String show(String text) {
        return Shown.SECRET;
      }

      @Override
      public boolean mayBeEmpty() {
        return true;
      }
    };
  }
}
