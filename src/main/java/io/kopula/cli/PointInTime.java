package io.kopula.cli;

import io.kopula.config.PrometheusDuration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;

/** A time as the command line takes it: RFC 3339, or how long ago. */
final class PointInTime {
  private PointInTime() {}

  /**
   * @param option that it is the value of, for the message
   * @throws IllegalArgumentException if it is neither
   */
  static Instant parse(String option, String text, Instant now) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      try {
        return now.minus(PrometheusDuration.parse(text));
      } catch (IllegalArgumentException notADuration) {
        throw new IllegalArgumentException(
            option
                + ": expected RFC 3339, such as 2026-11-23T10:00:00Z, or how long ago, such as 7d,"
                + " found \""
                + text
                + '"',
            notADuration);
      }
    }
  }
}
