package io.kopula.config;

import io.kopula.config.Key.Section;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.CollectionNode;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;

/**
 * Reads the keys of one mapping. A key with a problem is noted in the {@link Reading} and then read
 * as if it were left out, so that one pass finds all problems.
 */
final class MappingReader implements Asked {
  private final Reading reading;
  private final String path;
  private final Section section;
  private final int line;
  private final Map<String, Node> entries;

  private MappingReader(
      Reading reading, String path, Section section, int line, Map<String, Node> entries) {
    this.reading = reading;
    this.path = path;
    this.section = section;
    this.line = line;
    this.entries = entries;
  }

  static MappingReader of(Reading reading, String path, Section section, Node node) {
    Map<String, Node> entries = reading.entries(path, node);
    MappingReader reader = new MappingReader(reading, path, section, Reading.line(node), entries);
    entries.forEach(reader::know);
    return reader;
  }

  private void know(String name, Node node) {
    String key = Reading.child(path, name);
    if (section.names().contains(name)) {
      reading.place(key, node);
      return;
    }
    String rule =
        Nearest.to(name, section.names())
            .map(near -> "a known key (did you mean \"" + near + "\"?)")
            .orElse("one of the keys " + String.join(", ", section.names()));
    reading.problem(Reading.line(node), key, rule, Shown.text(name));
  }

  /** The path of this mapping. */
  String path() {
    return path;
  }

  /** The path of a key below this mapping. */
  String path(Key<?> key) {
    return Reading.child(path, key.name());
  }

  boolean has(Key<?> key) {
    return entries.containsKey(key.name());
  }

  @Override
  public void reject(Key<?> key, String rule) {
    reading.problem(path(key), rule);
  }

  @Override
  public void reject(Key<?> key, String rule, String value) {
    reading.problem(reading.positions().line(path(key)), path(key), rule, value);
  }

  /** Whether a list or mapping is left out, or holds nothing. */
  boolean isEmpty(Key<?> key) {
    Node node = entries.get(key.name());
    return node == null
        || Shown.isNothing(node)
        || (node instanceof CollectionNode<?> collection && collection.getValue().isEmpty());
  }

  @Override
  public <T> @Nullable T find(Key<T> key) {
    Node node = entries.get(key.name());
    if (node == null) {
      if (key.required()) {
        reading.problem(line, path(key), key.type().description(), Shown.NOTHING);
      }
      return null;
    }
    return reading.scalar(path(key), node, key.type());
  }

  /** The absolute path of a file that is there and can be read. */
  @Nullable Path file(Key<Path> key) {
    Path path = find(key);
    if (path == null) {
      return null;
    }
    Path resolved = resolve(path);
    if (!Files.isRegularFile(resolved) || !Files.isReadable(resolved)) {
      reject(key, key.type().description());
    }
    return resolved;
  }

  /** Relative paths start from the configuration file's folder. */
  Path resolve(Path path) {
    return reading.folder().resolve(path).toAbsolutePath().normalize();
  }

  /** The value, or the key's own fallback. */
  <T> T read(Key<T> key) {
    T value = find(key);
    return value == null ? fallback(key, String.valueOf(key.fallback())) : value;
  }

  <T> T read(Key<T> key, T inherited) {
    T value = find(key);
    return value == null ? inherited : value;
  }

  /** The sound values of a list, or the key's fallback. */
  <T> List<T> list(Key<T> key) {
    String text = String.valueOf(key.fallback());
    List<String> words = text.isEmpty() ? List.of() : List.of(text.split(", ", -1));
    return list(key, words.stream().map(word -> fallback(key, word)).toList());
  }

  <T> List<T> list(Key<T> key, List<T> inherited) {
    List<T> found = findList(key);
    return found == null ? inherited : found;
  }

  @Override
  public <T> @Nullable List<T> findList(Key<T> key) {
    return has(key) ? List.copyOf(byPath(key).values()) : null;
  }

  /** The sound values of a list by their paths, in the order of the file. */
  <T> Map<String, T> byPath(Key<T> key) {
    Map<String, T> values = new LinkedHashMap<>();
    elements(key)
        .forEach(
            (elementPath, node) -> {
              T value = reading.scalar(elementPath, node, key.type());
              if (value != null) {
                values.put(elementPath, value);
              }
            });
    return values;
  }

  /** The sound entries of a mapping of names to values, in the order of the file. */
  <T> Map<String, T> map(Key<T> key, Type<String> names) {
    return named(key, names, (path, node) -> reading.scalar(path, node, key.type()));
  }

  /** As {@link #map}, where a value may also be a mapping of the keys below. */
  <T> Map<String, Form<T>> forms(Key<T> key, Type<String> names) {
    return named(
        key,
        names,
        (path, node) -> {
          if (node instanceof MappingNode) {
            reading.place(path, node);
            return new Form<>(null, of(reading, path, key.below(), node));
          }
          T value = reading.scalar(path, node, key.type());
          return value == null ? null : new Form<>(value, null);
        });
  }

  /** A value in one of both forms: exactly one is there. */
  record Form<T>(@Nullable T brief, @Nullable MappingReader full) {}

  /** Reads a value; null if it has a problem, which is noted. */
  private interface NodeReader<R> {
    @Nullable R read(String path, Node node);
  }

  private <R> Map<String, R> named(Key<?> key, Type<String> names, NodeReader<R> reader) {
    Map<String, R> values = new LinkedHashMap<>();
    Node node = entries.get(key.name());
    if (node == null || Shown.isNothing(node)) {
      return values;
    }
    reading
        .entries(path(key), node)
        .forEach(
            (name, valueNode) -> {
              String valuePath = Reading.child(path(key), name);
              R value = reader.read(valuePath, valueNode);
              try {
                String known = names.parse(name);
                if (value != null) {
                  values.put(known, value);
                }
              } catch (UnfitException e) {
                reading.problem(
                    Reading.line(valueNode), valuePath, e.rule() + " as key", Shown.text(name));
              }
            });
    return values;
  }

  /** The mapping below a key, null when it is left out or holds nothing that it must hold. */
  @Nullable MappingReader section(Key<Section> key) {
    Node node = entries.get(key.name());
    Section below = key.below();
    if (node != null && !Shown.isNothing(node)) {
      return of(reading, path(key), below, node);
    }
    if (key.required()) {
      reading.problem(line, path(key), key.type().description(), Shown.NOTHING);
    }
    if (node == null || key.required() || below.keys().stream().noneMatch(Key::required)) {
      return null;
    }
    return empty(key, Reading.line(node));
  }

  /** As {@link #section}; what is left out reads as an empty mapping. */
  MappingReader sectionOrEmpty(Key<Section> key) {
    MappingReader below = section(key);
    return below == null ? empty(key, line) : below;
  }

  private MappingReader empty(Key<Section> key, int at) {
    return new MappingReader(reading, path(key), key.below(), at, Map.of());
  }

  List<MappingReader> sections(Key<Section> key) {
    List<MappingReader> readers = new ArrayList<>();
    elements(key).forEach((at, node) -> readers.add(of(reading, at, key.below(), node)));
    return readers;
  }

  /** The elements of a list by their paths; nothing at all counts as an empty list. */
  private Map<String, Node> elements(Key<?> key) {
    Map<String, Node> elements = new LinkedHashMap<>();
    Node node = entries.get(key.name());
    if (node instanceof SequenceNode || (isText(node) && key.shape() == Key.Shape.LIST)) {
      for (Node element : node instanceof SequenceNode list ? list.getValue() : words(node)) {
        String elementPath = path(key) + "[" + elements.size() + "]";
        reading.place(elementPath, element);
        elements.put(elementPath, element);
      }
    } else if (node != null && !Shown.isNothing(node)) {
      reading.problem(Reading.line(node), path(key), "a list", Shown.node(node));
    }
    return elements;
  }

  private static boolean isText(@Nullable Node node) {
    return node instanceof ScalarNode && !Shown.isNothing(node);
  }

  /** A list written without brackets: {@code by: cluster, service}. */
  private static List<Node> words(@Nullable Node node) {
    List<Node> words = new ArrayList<>();
    if (node instanceof ScalarNode text) {
      for (String word : text.getValue().split(",", -1)) {
        words.add(
            new ScalarNode(
                text.getTag(),
                word.strip(),
                text.getStartMark(),
                text.getEndMark(),
                text.getScalarStyle()));
      }
    }
    return words;
  }

  private static <T> T fallback(Key<T> key, String text) {
    try {
      return key.type().parse(text);
    } catch (UnfitException e) {
      throw new IllegalStateException(key.name() + ": expected " + e.rule() + " as fallback", e);
    }
  }
}
