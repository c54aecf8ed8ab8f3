package io.kopula.prometheus;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The shipped rules, and the cases that promtool runs on them. */
final class ShippedRules {
  static final Path FOLDER = Path.of("prometheus");
  static final Path RULES = FOLDER.resolve("kopula-rules.yml");
  static final List<Path> TESTS =
      List.of(
          FOLDER.resolve("kopula-rules-test.yml"), FOLDER.resolve("kopula-rules-week-test.yml"));

  private ShippedRules() {}

  /** An alert rule, with absent texts empty. */
  record Alert(
      String name, String hold, Map<String, String> labels, Map<String, String> annotations) {
    @Override
    public String toString() {
      return name;
    }
  }

  /** What one case of promtool expects of an alert. */
  record Case(String alert, boolean fires) {}

  static List<Alert> alerts() {
    return rules().stream()
        .filter(rule -> rule.containsKey("alert"))
        .map(
            rule ->
                new Alert(
                    text(rule.get("alert")),
                    text(rule.get("for")),
                    texts(rule.get("labels")),
                    texts(rule.get("annotations"))))
        .toList();
  }

  /** Names of the recording rules. */
  static List<String> records() {
    return rules().stream()
        .filter(rule -> rule.containsKey("record"))
        .map(rule -> text(rule.get("record")))
        .toList();
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Path file : TESTS) {
      for (Map<?, ?> test : mappings(load(file).get("tests"))) {
        for (Map<?, ?> each : mappings(test.get("alert_rule_test"))) {
          cases.add(
              new Case(text(each.get("alertname")), !mappings(each.get("exp_alerts")).isEmpty()));
        }
      }
    }
    return cases;
  }

  static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<Map<?, ?>> rules() {
    return mappings(load(RULES).get("groups")).stream()
        .flatMap(group -> mappings(group.get("rules")).stream())
        .toList();
  }

  private static Map<?, ?> load(Path file) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(read(file));
  }

  private static List<Map<?, ?>> mappings(Object list) {
    List<Map<?, ?>> mappings = new ArrayList<>();
    for (Object each : list == null ? List.of() : (List<?>) list) {
      mappings.add((Map<?, ?>) each);
    }
    return mappings;
  }

  private static Map<String, String> texts(Object mapping) {
    Map<String, String> texts = new TreeMap<>();
    if (mapping instanceof Map<?, ?> map) {
      map.forEach((key, value) -> texts.put(text(key), text(value)));
    }
    return texts;
  }

  private static String text(Object value) {
    return Objects.toString(value, "");
  }
}
