package io.kopula.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A generated dashboard as it is provisioned.
 *
 * @param variables those that are queried, in order, by name
 * @param queries of its panels and annotations
 */
record Dashboard(String uid, JsonNode json, Map<String, Variable> variables, List<Query> queries) {
  private static final Path FOLDER = Path.of("grafana/dashboards");

  /**
   * One PromQL expression with Grafana's variables in it.
   *
   * @param where panel or annotation, and the query's letter
   * @param instant asked for once, else for a span of time
   */
  record Query(String where, String expression, boolean instant) {
    @Override
    public String toString() {
      return where + ": " + expression;
    }
  }

  /**
   * A variable whose values come from the data source.
   *
   * @param query such as {@code label_values(…, group)}
   * @param regex what of an answer is the value, empty for all of it
   */
  record Variable(String name, String query, String regex) {}

  static List<Dashboard> all() {
    try (Stream<Path> files = Files.list(FOLDER)) {
      List<Dashboard> all = new ArrayList<>();
      for (Path file : files.sorted().toList()) {
        all.add(of(new ObjectMapper().readTree(file.toFile())));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Dashboard named(String uid) {
    return all().stream().filter(each -> each.uid.equals(uid)).findFirst().orElseThrow();
  }

  private static Dashboard of(JsonNode json) {
    Map<String, Variable> variables = new LinkedHashMap<>();
    for (JsonNode variable : json.at("/templating/list")) {
      if (variable.path("type").asText().equals("query")) {
        String name = variable.path("name").asText();
        variables.put(
            name,
            new Variable(
                name, variable.at("/query/query").asText(), variable.path("regex").asText("")));
      }
    }
    List<Query> queries = new ArrayList<>();
    for (JsonNode panel : json.path("panels")) {
      for (JsonNode target : panel.path("targets")) {
        queries.add(query("panel \"" + panel.path("title").asText() + "\"", target));
      }
    }
    for (JsonNode annotation : json.at("/annotations/list")) {
      queries.add(
          query(
              "annotation \"" + annotation.path("name").asText() + "\"",
              annotation.path("target")));
    }
    return new Dashboard(json.path("uid").asText(), json, variables, queries);
  }

  private static Query query(String of, JsonNode target) {
    String letter = target.path("refId").asText("");
    return new Query(
        letter.isEmpty() ? of : of + " " + letter,
        target.path("expr").asText(),
        target.path("instant").asBoolean());
  }
}
