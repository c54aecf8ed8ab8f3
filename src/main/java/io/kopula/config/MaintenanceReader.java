package io.kopula.config;

import io.kopula.config.Key.Section;
import io.kopula.config.MaintenanceWindow.Fixed;
import io.kopula.config.MaintenanceWindow.Recurring;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The entries of {@code maintenance}: fixed spans and recurring ones. */
final class MaintenanceReader {
  private static final String EITHER = "either from and to, or rrule, start and duration";

  private static final Key<String> NAME =
      Key.value(
              "name",
              Types.text("a name of at most 100 characters", text -> text.length() <= 100),
              "What it is: told in the log, the API and on the status page.")
          .mandatory();
  private static final Key<Instant> FROM =
      Key.value("from", Types.timestamp(), "Start of a span that does not recur.");
  private static final Key<Instant> TO =
      Key.value("to", Types.timestamp(), "Its end; together with `from`.");
  private static final Key<String> RRULE =
      Key.value(
          "rrule",
          rule(),
          "When it recurs, such as `FREQ=WEEKLY;BYDAY=SU`; together with `start` and `duration`, not"
              + " with `from`.");
  private static final Key<LocalDateTime> START =
      Key.value(
          "start",
          Types.localTime(),
          "When it first begins, by the clock of `time_zone`; the time of day of all that follow.");
  private static final Key<Duration> DURATION =
      Key.value("duration", Types.duration("1m", "31d"), "How long each lasts.");
  private static final Key<ZoneId> TIME_ZONE =
      Key.value("time_zone", Types.zone(), "Whose clocks `start` and `rrule` go by.")
          .orElse("`timezone` of `global` or of the group");

  static final Key<Section> OF_ALL =
      key("Times at which no group alarms. Scores are exported as ever, and the state is `quiet`.");
  static final Key<Section> OF_GROUP =
      key("Times at which this group does not, beside those of `global`.");

  private MaintenanceReader() {}

  static List<MaintenanceWindow> read(MappingReader values, Key<Section> key, ZoneId zone) {
    List<MaintenanceWindow> windows = new ArrayList<>();
    for (MappingReader entry : values.sections(key)) {
      MaintenanceWindow window = window(entry, zone);
      if (window != null) {
        windows.add(window);
      }
    }
    return windows;
  }

  /** Null where it has a problem, which is noted. */
  private static @Nullable MaintenanceWindow window(MappingReader values, ZoneId zone) {
    String name = values.find(NAME);
    boolean fixed = values.has(FROM) || values.has(TO);
    boolean recurring =
        values.has(RRULE) || values.has(START) || values.has(DURATION) || values.has(TIME_ZONE);
    if (fixed && recurring) {
      Key<Instant> given = values.has(FROM) ? FROM : TO;
      values.find(given);
      values.reject(given, EITHER);
      return null;
    }
    if (!fixed && !recurring) {
      values.reject(FROM, EITHER);
      return null;
    }
    return fixed ? fixed(name, values) : recurring(name, values, zone);
  }

  private static @Nullable Fixed fixed(@Nullable String name, MappingReader values) {
    Instant from = found(values, FROM);
    Instant to = found(values, TO);
    if (name == null || from == null || to == null) {
      return null;
    }
    if (!to.isAfter(from)) {
      values.reject(TO, "a time after from");
      return null;
    }
    return new Fixed(name, from, to);
  }

  private static @Nullable Recurring recurring(
      @Nullable String name, MappingReader values, ZoneId zone) {
    String rule = found(values, RRULE);
    LocalDateTime start = found(values, START);
    Duration duration = found(values, DURATION);
    ZoneId own = values.read(TIME_ZONE, zone);
    if (name == null || rule == null || start == null || duration == null) {
      return null;
    }
    Recurring window = new Recurring(name, rule, start, duration, own);
    if (!occurs(window)) {
      values.reject(RRULE, "a rule that gives a time from start on");
      return null;
    }
    return window;
  }

  private static boolean occurs(Recurring window) {
    try {
      return Recurrence.of(window)
          .endingAfter(window.start().atZone(window.zone()).toInstant())
          .isPresent();
    } catch (RuntimeException e) { // the library's way to say that it found none
      return false;
    }
  }

  private static <T> @Nullable T found(MappingReader values, Key<T> key) {
    if (!values.has(key)) {
      values.reject(key, EITHER);
    }
    return values.find(key);
  }

  private static Type<String> rule() {
    return Types.of(
        "a recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU",
        text -> {
          Recurrence.parse(text);
          return text;
        });
  }

  private static Key<Section> key(String description) {
    return Key.sections(
            "maintenance", description, NAME, FROM, TO, RRULE, START, DURATION, TIME_ZONE)
        .orElse("none");
  }
}
