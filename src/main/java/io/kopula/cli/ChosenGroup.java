package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.GroupConfig;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The group of a configuration that the command line names. */
final class ChosenGroup {
  private ChosenGroup() {}

  /**
   * @param names that {@code --group} gives, once for each
   * @return all groups where there are none
   */
  static List<GroupConfig> of(Configuration configuration, Path file, List<String> names)
      throws CommandFailedException {
    if (names.isEmpty()) {
      return configuration.groups();
    }
    List<GroupConfig> groups = new ArrayList<>();
    for (String name : names.stream().distinct().toList()) {
      groups.add(of(configuration, file, name));
    }
    return groups;
  }

  /**
   * @param name that {@code --group} gives
   */
  static GroupConfig of(Configuration configuration, Path file, String name)
      throws CommandFailedException {
    List<String> names = configuration.groups().stream().map(GroupConfig::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw new CommandFailedException(
          "--group: expected a group of "
              + file
              + " ("
              + String.join(", ", names)
              + "), found \""
              + name
              + '"');
    }
    return configuration.groups().get(index);
  }
}
