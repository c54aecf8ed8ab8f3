package io.kopula.collector;

import io.kopula.series.Entity;
import java.util.List;
import java.util.Optional;

/**
 * What the collector is doing, for the doors. Answers at once from what the last cycle left, also
 * before the first one and while stopping; safe for use by several threads.
 */
public interface CollectorStatus {
  /** One for each configured group, in the order of the file. Empty until a file is read. */
  List<GroupStatus> groups();

  /**
   * The entities of a group that the last cycle saw, sorted.
   *
   * @return empty also for a group that does not exist
   */
  List<EntityStatus> entities(String group);

  /**
   * The latest scores of an entity, as many steps as memory is set aside for.
   *
   * @return empty for a group or an entity that does not exist, and where no history is kept
   */
  default Optional<EntityHistory> history(String group, Entity entity) {
    return Optional.empty();
  }

  /** The incidents of a group, told and quiet, that go on or are over; the latest first. */
  default List<Incident> incidents(String group) {
    return List.of();
  }
}
