package io.kopula.config;

import io.kopula.config.GlobalReader.Global;
import io.kopula.config.ParsedConfiguration.GroupPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Reads the groups of one file after the other; their names are unique among all. */
final class GroupsReader {
  private final Global global;
  private final List<Found> found = new ArrayList<>();
  private final Map<String, Found> firsts = new HashMap<>();

  private record Found(GroupConfig group, Reading reading, String path) {}

  GroupsReader(Global global) {
    this.global = global;
  }

  /**
   * @param values of a file
   * @param reading of the same file
   */
  void read(MappingReader values, Reading reading) {
    for (MappingReader groupValues : values.sections(GroupKeys.SECTION)) {
      GroupConfig group = new GroupReader(groupValues, global).read();
      if (group == null) {
        continue;
      }
      Found candidate = new Found(group, reading, groupValues.path());
      Found first = firsts.putIfAbsent(group.name(), candidate);
      if (first == null) {
        found.add(candidate);
      } else {
        String place = first.path() + "." + GroupKeys.NAME.name();
        String file = first.reading() == reading ? "" : " of " + first.reading().file();
        groupValues.reject(
            GroupKeys.NAME, "a name that no other group has (see " + place + file + ")");
      }
    }
  }

  List<GroupConfig> groups() {
    return found.stream().map(Found::group).toList();
  }

  /** Of the groups, once all of their files are read. */
  List<GroupPlace> places() {
    return found.stream()
        .map(each -> new GroupPlace(each.reading().positions(), each.path()))
        .toList();
  }
}
