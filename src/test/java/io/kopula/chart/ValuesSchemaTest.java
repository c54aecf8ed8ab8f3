package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Wrong values are refused before anything is rendered, by where they are and what is expected. */
class ValuesSchemaTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "replicas                | -1         | at '/replicas': minimum: got -1, want 0",
        "replicaCount            | 3          | additional properties 'replicaCount' not allowed",
        "service.prot            | 80         | at '/service': additional properties 'prot' not allowed",
        "service.port            | http       | at '/service/port': got string, want integer",
        "service.port            | 70000      | at '/service/port': maximum: got 70,000, want 65,535",
        "service.type            | Cluster    | at '/service/type': value must be one of 'ClusterIP', 'NodePort', 'LoadBalancer'",
        "image.digest            | sha256:1   | at '/image/digest': 'sha256:1' does not match pattern",
        "persistence.size        | big        | at '/persistence/size': 'big' does not match pattern",
        "resources.limits.memory | much       | at '/resources/limits/memory': 'much' does not match pattern",
        "serviceMonitor.enabled  | yes        | at '/serviceMonitor/enabled': got string, want boolean",
        "serviceMonitor.interval | 30 seconds | at '/serviceMonitor/interval': '30 seconds' does not match pattern",
        "serviceMonitor.authorization.credentials | token | at '/serviceMonitor/authorization/credentials': got string, want object",
        "podMonitor.authorization.credentials.key | token | at '/podMonitor/authorization/credentials': missing property 'name'",
        "fitJob.activeDeadlineSeconds | 0     | at '/fitJob/activeDeadlineSeconds': minimum: got 0, want 1",
        "config.datasource.url   | prometheus | at '/config/datasource/url': 'prometheus' does not match pattern '^https?://'",
        "config.groups           | null       | at '/config': missing property 'groups'",
        "config.gruops           | x          | at '/config': additional properties 'gruops' not allowed",
        "prometheusRule.runbookUrl | runbook.md | at '/prometheusRule/runbookUrl': 'runbook.md' does not match pattern",
        "terminationGracePeriodSeconds | 5    | at '/terminationGracePeriodSeconds': minimum: got 5, want 11",
      })
  void wrongValueIsRefused(String path, String value, String message) {
    assertThatThrownBy(() -> Chart.render(Map.of(path, value)))
        .hasMessageContaining("values don't meet the specifications of the schema")
        .hasMessageContaining(message);
  }

  /** Where a key that nobody knows is let through, because the keys there are not the chart's. */
  @Test
  void unknownKeysAreRefusedExceptWhereKeysAreTheUsers() throws IOException {
    List<String> paths = new ArrayList<>();
    collect("", Chart.mapping(Chart.FOLDER.resolve("values.yaml")), paths);
    List<String> free = paths.stream().filter(ValuesSchemaTest::takesUnknownKeys).sorted().toList();
    assertThat(paths).hasSizeGreaterThan(30);
    assertThat(free)
        .allMatch(
            path ->
                path.matches(
                    "config\\.(global|datasource|otlp|object_store|web)|.*\\.tlsConfig|.*[lL]abels|.*[aA]nnotations|nodeSelector"
                        + "|(podS|s)ecurityContext.*|(startup|liveness|readiness)Probe.*"));
  }

  @Test
  void schemaAndValuesHaveTheSameKeys() throws IOException {
    Map<String, Object> schema = Chart.mapping(Chart.FOLDER.resolve("values.schema.json"));
    Map<String, Object> values = Chart.mapping(Chart.FOLDER.resolve("values.yaml"));
    TreeSet<String> keys = new TreeSet<>(Chart.asMapping(schema.get("properties")).keySet());
    keys.removeAll(List.of("global", "enabled"));
    assertThat(new TreeSet<>(values.keySet())).isEqualTo(keys);
    Chart.asMapping(schema.get("properties"))
        .forEach(
            (key, value) -> {
              Object properties = Chart.asMapping(value).get("properties");
              if (properties != null && !List.of("resources", "affinity").contains(key)) {
                assertThat(Chart.asMapping(values.get(key)).keySet())
                    .as(key)
                    .containsExactlyInAnyOrderElementsOf(Chart.asMapping(properties).keySet());
              }
            });
  }

  private static boolean takesUnknownKeys(String path) {
    try {
      Chart.render(Map.of((path.isEmpty() ? "" : path + ".") + "surprise", "x"));
      return true;
    } catch (RuntimeException e) {
      assertThat(e).hasMessageContaining("schema");
      return false;
    }
  }

  private static void collect(String path, Map<String, Object> mapping, List<String> paths) {
    paths.add(path);
    mapping.forEach(
        (key, value) -> {
          if (value instanceof Map) {
            collect(path.isEmpty() ? key : path + "." + key, Chart.asMapping(value), paths);
          }
        });
  }
}
