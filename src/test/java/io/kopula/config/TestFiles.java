package io.kopula.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Configuration files for tests. */
final class TestFiles {
  static final String MINIMAL =
      """
      datasource:
        url: http://prometheus:9090
      groups:
        - name: shop
          variables:
            up: up
      """;

  private TestFiles() {}

  static String example() throws IOException {
    try (var in = TestFiles.class.getResourceAsStream("example.yml")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  static ParsedConfiguration read(Path folder, String text) throws Exception {
    return read(folder, text, Map.of());
  }

  static ParsedConfiguration read(Path folder, String text, Map<String, String> environment)
      throws Exception {
    Path file = Files.writeString(folder.resolve("kopula.yml"), text);
    return new ConfigurationReader(environment::get).read(file);
  }

  /** The report without the folder of the file, one problem a line. */
  static List<String> problems(Path folder, String text, Map<String, String> environment)
      throws Exception {
    try {
      read(folder, text, environment);
      return List.of();
    } catch (ConfigurationException e) {
      return e.getMessage().replace(folder + "/", "").lines().toList();
    }
  }
}
