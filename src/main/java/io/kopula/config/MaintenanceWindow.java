package io.kopula.config;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;

/** When anomalies are expected and nobody is to be woken. */
public sealed interface MaintenanceWindow {
  /** What it is, for people. */
  String name();

  /**
   * Once.
   *
   * @param to its end, after {@code from}; no longer part of it
   */
  record Fixed(String name, Instant from, Instant to) implements MaintenanceWindow {
    public boolean contains(Instant time) {
      return !time.isBefore(from) && time.isBefore(to);
    }
  }

  /**
   * Again and again, by the clock on the wall.
   *
   * @param rule recurrence rule of RFC 5545, such as {@code FREQ=WEEKLY;BYDAY=SU}
   * @param start when it first begins, at the earliest; its time of day is that of all that follow
   * @param duration of each, as time that passes: an hour is an hour also where clocks are changed
   * @param zone whose clocks are meant
   */
  record Recurring(String name, String rule, LocalDateTime start, Duration duration, ZoneId zone)
      implements MaintenanceWindow {}
}
