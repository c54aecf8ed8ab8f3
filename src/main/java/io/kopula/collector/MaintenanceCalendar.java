package io.kopula.collector;

import io.kopula.config.MaintenanceWindow;
import io.kopula.config.MaintenanceWindow.Fixed;
import io.kopula.config.MaintenanceWindow.Recurring;
import io.kopula.config.Recurrence;
import io.kopula.config.Recurrence.Occurrence;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Which maintenance window covers an instant. Remembers the next occurrence of each, so that asking
 * for one instant after the other is cheap; not for use by several threads.
 */
final class MaintenanceCalendar {
  private final List<Entry> entries;

  MaintenanceCalendar(List<MaintenanceWindow> windows) {
    entries = windows.stream().map(MaintenanceCalendar::entry).toList();
  }

  /** The name of the first window that covers an instant, null where there is none. */
  @Nullable String at(Instant time) {
    return entries.stream()
        .filter(entry -> entry.covers(time))
        .map(Entry::name)
        .findFirst()
        .orElse(null);
  }

  private interface Entry {
    String name();

    boolean covers(Instant time);
  }

  private static Entry entry(MaintenanceWindow window) {
    if (window instanceof Fixed fixed) {
      return new Once(fixed);
    }
    return new Again((Recurring) window);
  }

  private record Once(Fixed window) implements Entry {
    @Override
    public String name() {
      return window.name();
    }

    @Override
    public boolean covers(Instant time) {
      return window.contains(time);
    }
  }

  private static final class Again implements Entry {
    private final String name;
    private final Recurrence recurrence;
    private Instant asked = Instant.MAX;
    private @Nullable Occurrence next; // first that ends after what was asked, null for none

    Again(Recurring window) {
      name = window.name();
      recurrence = Recurrence.of(window);
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean covers(Instant time) {
      boolean over = next != null && !next.to().isAfter(time);
      if (over || time.isBefore(asked)) {
        next = recurrence.endingAfter(time).orElse(null);
      }
      asked = time;
      return next != null && !next.from().isAfter(time);
    }
  }
}
