package io.kopula.chart;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * The Helm chart, rendered by Helm itself as release {@code kopula} of namespace {@code kopula}.
 */
final class Chart {
  static final Path FOLDER = Path.of("helm/kopula");

  private Chart() {}

  /** Values for the usual set-ups. */
  static List<Path> valuesFiles() {
    try (Stream<Path> files = Files.list(FOLDER.resolve("ci"))) {
      return files.sorted().toList();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  static String render(Map<String, ?> settings) {
    return render(FOLDER, settings);
  }

  /**
   * @param chart its folder or package
   */
  static String render(Path chart, Map<String, ?> settings) {
    TemplateCommand command = command(chart);
    settings.forEach(command::set);
    return command.call();
  }

  static String render(Path values) {
    return command(FOLDER).withValuesFile(values).call();
  }

  /** The library else takes Kubernetes to be of a version that the chart does not support. */
  private static TemplateCommand command(Path chart) {
    return new Helm(chart)
        .template()
        .withName("kopula")
        .withNamespace("kopula")
        .withKubeVersion("1.30.0");
  }

  /**
   * Also renders what only {@code helm test} would create, which the library leaves out: from a
   * copy of the chart, in which it is an object as any other.
   *
   * @param folder an empty folder for the copy
   */
  static String renderWithTests(Path values, Path folder) throws IOException {
    copy(folder);
    Path test = folder.resolve("templates/tests/check.yaml");
    Files.writeString(test, Files.readString(test).replaceAll("(?m)^ +helm.sh/hook.*\n", ""));
    return command(folder).withValuesFile(values).call();
  }

  /**
   * Lints as {@code helm lint --strict --values} does. The library's lint takes no values, hence a
   * copy of the chart that has them as its own.
   *
   * @param folder an empty folder for the copy
   */
  static LintResult lint(Path values, Path folder) throws IOException {
    copy(folder);
    Map<String, Object> merged = merged(mapping(FOLDER.resolve("values.yaml")), mapping(values));
    Files.writeString(folder.resolve("values.yaml"), new Yaml().dump(merged));
    return new Helm(folder).lint().strict().call();
  }

  private static void copy(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER, FileVisitOption.FOLLOW_LINKS)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = folder.resolve(FOLDER.relativize(file).toString());
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    }
  }

  /** The documents of a rendering that hold an object. */
  static List<Map<String, Object>> objects(String rendering) {
    return StreamSupport.stream(yaml().loadAll(new StringReader(rendering)).spliterator(), false)
        .filter(document -> document != null)
        .map(Chart::asMapping)
        .toList();
  }

  static Map<String, Object> mapping(Path file) throws IOException {
    return asMapping(yaml().load(Files.readString(file)));
  }

  @SuppressWarnings("unchecked")
  static Map<String, Object> asMapping(Object value) {
    return (Map<String, Object>) value;
  }

  /** Kubernetes refuses a key that is there twice, SnakeYAML takes the last one. */
  private static Yaml yaml() {
    LoaderOptions options = new LoaderOptions();
    options.setAllowDuplicateKeys(false);
    options.setCodePointLimit(Integer.MAX_VALUE);
    return new Yaml(options);
  }

  private static Map<String, Object> merged(Map<String, Object> below, Map<String, Object> above) {
    Map<String, Object> merged = new LinkedHashMap<>(below);
    above.forEach(
        (key, value) ->
            merged.merge(
                key,
                value,
                (old, latest) ->
                    old instanceof Map && latest instanceof Map
                        ? merged(asMapping(old), asMapping(latest))
                        : latest));
    return merged;
  }
}
