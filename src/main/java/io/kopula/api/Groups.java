package io.kopula.api;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.GroupStatus;
import java.util.List;
import java.util.Optional;

/** The groups that requests name. */
final class Groups {
  private Groups() {}

  /**
   * @throws ApiException 404 if there is no such group, 503 before a configuration has been read
   */
  static GroupStatus named(CollectorStatus collector, String name) {
    List<GroupStatus> groups = collector.groups();
    if (groups.isEmpty()) {
      throw new ApiException(ErrorType.UNAVAILABLE, "group: no configuration has been read yet");
    }
    return groups.stream()
        .filter(group -> group.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                ApiException.notFound(
                    "group: expected one of "
                        + groups.stream().map(GroupStatus::name).toList()
                        + ", found \""
                        + name
                        + "\""));
  }

  /** The names of all groups, or the one that is asked for, as above. */
  static List<String> names(CollectorStatus collector, Optional<String> asked) {
    return asked
        .map(name -> List.of(named(collector, name).name()))
        .orElseGet(() -> collector.groups().stream().map(GroupStatus::name).toList());
  }
}
