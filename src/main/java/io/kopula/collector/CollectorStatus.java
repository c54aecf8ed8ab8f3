package io.kopula.collector;

import java.util.List;

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
}
