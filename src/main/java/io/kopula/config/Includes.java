package io.kopula.config;

import io.kopula.config.Key.Section;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the files that a configuration file includes: they hold groups and nothing else. */
final class Includes {
  static final Key<String> KEY =
      Key.list(
              "include",
              Types.text("the path of a file, or preset: and a name", text -> !text.isBlank()),
              "Further files with `groups`, and nothing else, which are read as if their groups"
                  + " stood after those of this file: paths, and `preset:NAME` for those that are"
                  + " bundled (see [presets](presets.md)).")
          .orElse("none");

  private static final Section SCHEMA = new Section("", List.of(GroupKeys.SECTION));

  private final FileContents.Recorder files;
  private final Placeholders placeholders;
  private final Reading main;
  private final List<Reading> readings = new ArrayList<>();

  /**
   * @param main the reading of the file that includes
   */
  Includes(FileContents.Recorder files, Placeholders placeholders, Reading main) {
    this.files = files;
    this.placeholders = placeholders;
    this.main = main;
  }

  /** Of the files that were read, in their order. */
  List<Reading> readings() {
    return readings;
  }

  /**
   * @param values of the file that includes
   * @param groups takes the groups
   */
  void read(MappingReader values, GroupsReader groups) {
    Set<String> seen = new HashSet<>();
    values
        .byPath(KEY)
        .forEach(
            (at, name) -> {
              if (!seen.add(name)) {
                main.problem(at, "each file only once");
                return;
              }
              if (name.startsWith(Presets.PREFIX)) {
                preset(at, name, groups);
              } else {
                file(at, name, groups);
              }
            });
  }

  /** What there is not is noted where it is named. */
  private void preset(String at, String name, GroupsReader groups) {
    String preset = name.substring(Presets.PREFIX.length());
    if (Presets.NAMES.contains(preset)) {
      read(reading(name, main.folder()), Presets.read(preset), groups);
      return;
    }
    String rule =
        Nearest.to(preset, Presets.NAMES)
            .map(near -> "a preset that there is (did you mean \"" + near + "\"?)")
            .orElse("one of the presets " + String.join(", ", Presets.NAMES));
    main.problem(at, rule);
  }

  private void file(String at, String name, GroupsReader groups) {
    try {
      Path file = main.folder().resolve(name);
      byte[] bytes = files.read(file);
      read(reading(main.sibling(name), ConfigurationReader.folderOf(file)), bytes, groups);
    } catch (IOException | InvalidPathException e) {
      main.problem(at, "a file that can be read");
    }
  }

  private Reading reading(String shown, Path folder) {
    return new Reading(shown, folder, placeholders);
  }

  private void read(Reading reading, byte[] bytes, GroupsReader groups) {
    readings.add(reading);
    Node root = YamlDocument.parse(bytes, reading, "groups");
    if (root == null) {
      return;
    }
    MappingReader values = MappingReader.of(reading, "", SCHEMA, root);
    groups.read(values, reading);
    if (values.isEmpty(GroupKeys.SECTION)) {
      values.reject(GroupKeys.SECTION, "at least one group");
    }
  }
}
