package io.kopula.collector;

import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The incidents of a group that go on, and the latest of those that are over; in memory only.
 * Written by the group's cycle, read by others.
 */
final class IncidentBook {
  /** Incidents that are kept once they are over. */
  static final int MOST_CLOSED = 200;

  private static final int MOST_CULPRITS = 5;

  private final String group;
  private final Map<String, Incident> incidents = new LinkedHashMap<>();
  private int closed;

  IncidentBook(String group) {
    this.group = group;
  }

  /**
   * Takes up how an incident stands.
   *
   * @param quiet why it is no alarm now, null where it is one
   * @return its id
   */
  synchronized String goesOn(Entity entity, Instant since, @Nullable Quiet quiet, Score peak) {
    String id = Incident.id(group, entity, since);
    Incident before = incidents.get(id);
    incidents.put(
        id,
        new Incident(
            id,
            group,
            entity,
            since,
            null,
            quiet == null || (before != null && before.told()),
            quiet,
            peak.highest(),
            peak.time(),
            culprits(peak),
            before == null ? null : before.mark()));
    return id;
  }

  private static List<Contribution> culprits(Score peak) {
    return AlarmPolicy.toBlame(peak.contributions()).stream().limit(MOST_CULPRITS).toList();
  }

  /**
   * Takes up that an incident is over.
   *
   * @param until its last anomalous step
   */
  synchronized void isOver(String id, Instant until) {
    Incident known = incidents.get(id);
    if (known == null || known.until() != null) {
      return;
    }
    incidents.put(id, known.until(until));
    closed++;
    Iterator<Incident> oldest = incidents.values().iterator();
    while (closed > MOST_CLOSED) {
      if (oldest.next().until() != null) {
        oldest.remove();
        closed--;
      }
    }
  }

  /** Takes up what was said of an incident. */
  synchronized void marked(Mark mark) {
    incidents.computeIfPresent(mark.incident(), (id, incident) -> incident.marked(mark));
  }

  synchronized Optional<Incident> find(String id) {
    return Optional.ofNullable(incidents.get(id));
  }

  /** Those that began last first. */
  synchronized List<Incident> newestFirst() {
    List<Incident> all = new ArrayList<>(incidents.values());
    Collections.reverse(all);
    return all;
  }
}
