package io.kopula.config;

import io.kopula.config.Positions.Place;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.Tag;

/** What reading one file has come to so far: its problems and the places of its values. */
final class Reading {
  private final String file;
  private final Path folder;
  private final Placeholders placeholders;
  private final List<Problem> problems = new ArrayList<>();
  private final Map<String, Place> places = new HashMap<>();

  /**
   * @param folder that relative paths in the file start from
   */
  Reading(String file, Path folder, Placeholders placeholders) {
    this.file = file;
    this.folder = folder;
    this.placeholders = placeholders;
  }

  Path folder() {
    return folder;
  }

  /** The file as it was named by the user. */
  String file() {
    return file;
  }

  /** How a file is shown that this one names by a path relative to its folder. */
  String sibling(String name) {
    return Path.of(file).resolveSibling(name).toString();
  }

  Positions positions() {
    return new Positions(file, places);
  }

  /** In the order of their lines. */
  List<Problem> problems() {
    return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
  }

  boolean isSound() {
    return problems.isEmpty();
  }

  void problem(int line, String key, String rule, String value) {
    problems.add(new Problem(file, line, key, rule, value));
  }

  /** A problem with a value that stands where it was read. */
  void problem(String key, String rule) {
    Positions positions = positions();
    problems.add(positions.problem(key, rule, positions.shown(key)));
  }

  static int line(Node node) {
    return node.getStartMark().getLine() + 1;
  }

  void place(String key, Node node) {
    String shown =
        node instanceof ScalarNode && !Shown.isNothing(node) ? "a value" : Shown.node(node);
    places.put(key, new Place(line(node), shown, false));
  }

  /** The value of a scalar; null if it has a problem, which is noted. */
  <T> @Nullable T scalar(String key, Node node, Type<T> type) {
    if (!(node instanceof ScalarNode scalar) || Shown.isNothing(node)) {
      problem(line(node), key, type.description(), Shown.node(node));
      return null;
    }
    String raw = scalar.getValue();
    String shown = type.show(raw);
    places.put(key, new Place(line(node), shown, raw.contains("${")));
    try {
      if (!node.getTag().startsWith(Tag.PREFIX)) {
        throw new UnfitException(type.description() + " without a YAML tag");
      }
      return type.parse(placeholders.fill(raw));
    } catch (UnfitException e) {
      problem(line(node), key, e.rule(), shown);
      return null;
    }
  }

  /**
   * The entries of a mapping in the order of the file; what is no mapping or is double is noted.
   */
  Map<String, Node> entries(String path, Node node) {
    Map<String, Node> entries = new LinkedHashMap<>();
    if (!(node instanceof MappingNode mapping)) {
      problem(line(node), path, "a mapping", Shown.node(node));
      return entries;
    }
    Map<String, Integer> lines = new HashMap<>();
    for (NodeTuple entry : mapping.getValue()) {
      Node keyNode = entry.getKeyNode();
      if (!(keyNode instanceof ScalarNode scalar)) {
        problem(line(keyNode), path, "a text as key", Shown.node(keyNode));
        continue;
      }
      String name = scalar.getValue();
      Integer first = lines.putIfAbsent(name, line(keyNode));
      if (first == null) {
        entries.put(name, entry.getValueNode());
      } else {
        String rule = "each key only once (first on line " + first + ")";
        problem(line(keyNode), child(path, name), rule, "it again");
      }
    }
    return entries;
  }

  static String child(String path, String name) {
    boolean plain = name.matches("[\\w.-]{1,80}");
    String shown = plain ? name : Shown.text(name);
    return path.isEmpty() ? shown : path + "." + shown;
  }
}
