package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every preset as Prometheus's own parser and evaluation see it. */
class PresetsTest {
  private static final Path FOLDER = Path.of("src/main/resources/presets");

  @TempDir private Path folder;

  @Test
  void everyFileIsBundledAndDocumented() throws Exception {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".yml", "")))
          .containsExactlyInAnyOrderElementsOf(Presets.NAMES);
    }
    String document = Files.readString(Path.of("docs/presets.md"));
    for (String name : Presets.NAMES) {
      assertThat(document).contains("`preset:" + name + "`").contains(FOLDER + "/" + name + ".yml");
    }
  }

  @Test
  void allTogetherAreOneConfiguration() throws Exception {
    assertThat(groups()).hasSizeGreaterThanOrEqualTo(Presets.NAMES.size());
    assertThat(groups())
        .allSatisfy(
            group -> {
              assertThat(group.by()).isNotEmpty();
              assertThat(group.variables()).hasSizeGreaterThanOrEqualTo(4);
            });
  }

  @Test
  void everyExpressionIsOneThatPrometheusTakes() throws Exception {
    Path promtool = Servers.require("promtool");
    String said =
        Commands.run(
            promtool.toString(),
            "check",
            "rules",
            "--lint=all",
            "--lint-fatal",
            rules().toString());
    long variables = groups().stream().mapToLong(group -> group.variables().size()).sum();
    assertThat(said).contains("SUCCESS: " + variables + " rules found");
  }

  /**
   * Values where joins, label rewriting and missing errors could go wrong; see presets-test.yml.
   */
  @Test
  void expressionsGiveTheValuesOfAnExample() throws Exception {
    Path promtool = Servers.require("promtool");
    Path rules = rules();
    try (var in = PresetsTest.class.getResourceAsStream("presets-test.yml")) {
      String test = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      Path file = Files.writeString(rules.resolveSibling("presets-test.yml"), test);
      Commands.run(promtool.toString(), "test", "rules", file.toString());
    }
  }

  /** Each variable as a recording rule, {@code group:variable} with underscores. */
  private Path rules() throws Exception {
    List<Map<String, Object>> groups = new ArrayList<>();
    for (GroupConfig group : groups()) {
      List<Map<String, String>> rules = new ArrayList<>();
      for (VariableConfig variable : group.variables()) {
        String name = group.name().replace('-', '_') + ":" + variable.name();
        rules.add(Map.of("record", name, "expr", variable.expression()));
      }
      groups.add(Map.of("name", group.name(), "interval", "1m", "rules", rules));
    }
    // JSON is YAML
    byte[] json = new ObjectMapper().writeValueAsBytes(Map.of("groups", groups));
    return Files.write(folder.resolve("presets.yml"), json);
  }

  private List<GroupConfig> groups() throws Exception {
    return TestFiles.read(folder, including(Presets.NAMES)).configuration().groups();
  }

  private static String including(List<String> presets) {
    String names =
        presets.stream().map(name -> "'preset:" + name + "'").collect(Collectors.joining(", "));
    return "datasource: {url: 'http://prometheus:9090'}\ninclude: [" + names + "]\n";
  }
}
