package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code k8s/} is what the chart renders. */
class PlainManifestsTest {
  private static final Path FOLDER = Path.of("k8s");
  private static final String UPDATE = "mvn -q test -Dtest=PlainManifestsTest -Ddocs.update=true";
  private static final String KUBECTL = System.getenv().getOrDefault("KOPULA_KUBECTL", "kubectl");

  @Test
  void manifestsAreUpToDate() throws IOException {
    Map<String, String> expected = PlainManifests.files();
    if (Boolean.getBoolean("docs.update")) {
      update(expected);
    }
    assertThat(present()).as("%s is out of date, run: %s", FOLDER, UPDATE).isEqualTo(expected);
  }

  /** kustomize merges as it should: what comes out is what the chart renders with these values. */
  @ParameterizedTest
  @ValueSource(strings = {"prometheus-operator", "trial"})
  void overlayComesToWhatTheChartRenders(String overlay) {
    String kubectl = Servers.require(KUBECTL).toString();
    Map<String, Object> built =
        byName(Chart.objects(Commands.run(kubectl, "kustomize", "k8s/overlays/" + overlay)));
    assertThat(built.values())
        .allSatisfy(
            object ->
                assertThatCode(() -> ObjectTypes.parse(Chart.asMapping(object)))
                    .doesNotThrowAnyException());
    Map<String, String> wanted =
        overlay.equals("trial") ? PlainManifests.trialObjects() : PlainManifests.operatorObjects();
    Map<String, Object> rendered =
        byName(wanted.values().stream().flatMap(text -> Chart.objects(text).stream()).toList());
    Predicate<String> configuration =
        name -> name.startsWith("ConfigMap kopula-") && !name.contains("dashboard");
    String configMap = built.keySet().stream().filter(configuration).findFirst().orElseThrow();
    built.remove(configMap);
    assertThat(built.toString().replace(configMap.substring("ConfigMap ".length()), "kopula"))
        .isEqualTo(rendered.toString());
  }

  /** Objects with sorted keys, without the namespace that kustomize adds. */
  private static Map<String, Object> byName(List<Map<String, Object>> objects) {
    return objects.stream()
        .collect(
            Collectors.toMap(
                object -> object.get("kind") + " " + metadata(object).get("name"),
                object -> {
                  metadata(object).remove("namespace");
                  return sorted(object);
                },
                (first, second) -> first,
                TreeMap::new));
  }

  private static Object sorted(Object value) {
    if (value instanceof Map<?, ?> mapping) {
      Map<Object, Object> sorted = new TreeMap<>();
      mapping.forEach((key, child) -> sorted.put(key, sorted(child)));
      return sorted;
    }
    return value instanceof List<?> list
        ? list.stream().map(PlainManifestsTest::sorted).toList()
        : value;
  }

  private static Map<String, Object> metadata(Map<String, Object> object) {
    return Chart.asMapping(object.get("metadata"));
  }

  private static Map<String, String> present() throws IOException {
    Map<String, String> files = new TreeMap<>();
    for (Path file : paths()) {
      files.put(FOLDER.relativize(file).toString(), Files.readString(file));
    }
    return files;
  }

  private static void update(Map<String, String> files) throws IOException {
    for (Path file : paths()) {
      Files.delete(file);
    }
    for (var entry : files.entrySet()) {
      Path file = FOLDER.resolve(entry.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, entry.getValue());
    }
  }

  private static List<Path> paths() throws IOException {
    if (!Files.exists(FOLDER)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(Files::isRegularFile).toList();
    }
  }
}
