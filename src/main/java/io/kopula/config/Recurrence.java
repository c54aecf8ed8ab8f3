package io.kopula.config;

import io.kopula.config.MaintenanceWindow.Recurring;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Optional;
import org.dmfs.rfc5545.DateTime;
import org.dmfs.rfc5545.recur.Freq;
import org.dmfs.rfc5545.recur.InvalidRecurrenceRuleException;
import org.dmfs.rfc5545.recur.RecurrenceRule;
import org.dmfs.rfc5545.recur.RecurrenceRule.RfcMode;
import org.dmfs.rfc5545.recur.RecurrenceRuleIterator;

/**
 * The occurrences of a recurring window. The rule runs on the clock on the wall; its times become
 * instants as RFC 5545 has it: one that a change of clocks leaves out is as much later, of one that
 * it brings twice the first is meant.
 */
public final class Recurrence {
  /** An occurrence that is under way may have begun so much earlier by the clock on the wall. */
  private static final Duration CLOCK_CHANGE = Duration.ofDays(1);

  private final RecurrenceRule rule;
  private final LocalDateTime start;
  private final Duration duration;
  private final ZoneId zone;

  private Recurrence(RecurrenceRule rule, LocalDateTime start, Duration duration, ZoneId zone) {
    this.rule = rule;
    this.start = start;
    this.duration = duration;
    this.zone = zone;
  }

  /**
   * @throws IllegalArgumentException if its rule is none
   */
  public static Recurrence of(Recurring window) {
    try {
      RecurrenceRule rule = parse(window.rule());
      DateTime until = rule.getUntil();
      if (until != null) {
        rule.setUntil(onTheWall(until, window.zone()));
      }
      return new Recurrence(rule, window.start(), window.duration(), window.zone());
    } catch (UnfitException e) {
      throw new IllegalArgumentException("rrule: expected " + e.rule(), e);
    }
  }

  static RecurrenceRule parse(String text) throws UnfitException {
    RecurrenceRule rule;
    try {
      rule = new RecurrenceRule(text, RfcMode.RFC5545_STRICT);
    } catch (InvalidRecurrenceRuleException | RuntimeException e) {
      throw new UnfitException("a recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU");
    }
    if (rule.getFreq() == Freq.SECONDLY || rule.getFreq() == Freq.MINUTELY) {
      throw new UnfitException("a recurrence rule with a FREQ of HOURLY or more seldom");
    }
    return rule;
  }

  /** A span: its start, and its end, which is no longer part of it. */
  public record Occurrence(Instant from, Instant to) {}

  /** The first occurrence that ends after an instant; empty where there is none any more. */
  public Optional<Occurrence> endingAfter(Instant time) {
    RecurrenceRuleIterator occurrences = rule.iterator(floating(start));
    LocalDateTime earliest =
        LocalDateTime.ofInstant(time.minus(duration).minus(CLOCK_CHANGE), zone);
    if (earliest.isAfter(start)) {
      occurrences.fastForward(floating(earliest));
    }
    while (occurrences.hasNext()) {
      Instant from = local(occurrences.nextDateTime()).atZone(zone).toInstant();
      if (from.plus(duration).isAfter(time)) {
        return Optional.of(new Occurrence(from, from.plus(duration)));
      }
    }
    return Optional.empty();
  }

  /** The end of a rule, which may be given in UTC or as a day, by the clock on the wall. */
  private static DateTime onTheWall(DateTime until, ZoneId zone) {
    if (until.isAllDay()) {
      return new DateTime(until.getYear(), until.getMonth(), until.getDayOfMonth(), 23, 59, 59);
    }
    if (until.isFloating()) {
      return until;
    }
    ZonedDateTime utc = local(until).atZone(ZoneOffset.UTC);
    return floating(utc.withZoneSameInstant(zone).toLocalDateTime());
  }

  private static DateTime floating(LocalDateTime time) {
    return new DateTime(
        time.getYear(),
        time.getMonthValue() - 1,
        time.getDayOfMonth(),
        time.getHour(),
        time.getMinute(),
        time.getSecond());
  }

  private static LocalDateTime local(DateTime time) {
    return LocalDateTime.of(
        time.getYear(),
        time.getMonth() + 1,
        time.getDayOfMonth(),
        time.getHours(),
        time.getMinutes(),
        time.getSeconds());
  }
}
