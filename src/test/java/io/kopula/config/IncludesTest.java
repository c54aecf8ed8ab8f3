package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.FileContents.Recorder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncludesTest {
  private static final String MAIN =
      """
      global: {step: 15s}
      datasource: {url: 'http://prometheus:9090'}
      include: [groups/shop.yml, 'preset:http-service']
      groups:
        - {name: own, variables: {up: up}}
      """;

  @TempDir private Path folder;

  @Test
  void groupsComeAfterThoseOfTheFileWithItsDefaults() throws Exception {
    shop("groups: [{name: shop, variables: {up: up}}, {name: bank, variables: {up: up}}]");

    ParsedConfiguration parsed = TestFiles.read(folder, MAIN);

    assertThat(parsed.configuration().groups())
        .extracting(GroupConfig::name)
        .containsExactly("own", "shop", "bank", "http-service");
    assertThat(parsed.configuration().groups())
        .allMatch(group -> group.step().equals(Duration.ofSeconds(15)));
    assertThat(parsed.places().get(2).problem("by", "x", "y").toString())
        .isEqualTo(folder + "/groups/shop.yml:1: groups[1].by: expected x, found y");
    assertThat(parsed.places().get(3).positions().file()).isEqualTo("preset:http-service");
  }

  @Test
  void aFileMayHaveNothingButIncludes() throws Exception {
    String text = "include: preset:envoy\ndatasource: {url: 'http://prometheus:9090'}\n";
    assertThat(TestFiles.read(folder, text).configuration().groups()).hasSize(1);
  }

  @Test
  void problemsOfAllFilesAreReportedWithTheirFiles() throws Exception {
    shop(
        """
        datasource: {}
        groups:
          - name: own
            variables: {up: up}
          - name: http-service
            variables: {up: 'sum(up'}
        """);
    assertThat(TestFiles.problems(folder, MAIN, Map.of()))
        .containsExactly(
            "groups/shop.yml:1: datasource: expected one of the keys groups, found \"datasource\"",
            "groups/shop.yml:3: groups[0].name: expected a name that no other group has (see"
                + " groups[0].name of kopula.yml), found \"own\"",
            "groups/shop.yml:6: groups[1].variables.up: expected a PromQL expression (unclosed"
                + " \"(\"), found \"sum(up\"",
            "preset:http-service:5: groups[0].name: expected a name that no other group has (see"
                + " groups[1].name of groups/shop.yml), found \"http-service\"");
    shop("");
    assertThat(TestFiles.problems(folder, MAIN, Map.of()))
        .containsExactly("groups/shop.yml:1: expected a mapping with groups, found nothing");
    shop("groups:\n");
    assertThat(TestFiles.problems(folder, MAIN, Map.of()))
        .containsExactly("groups/shop.yml:1: groups: expected at least one group, found nothing");
  }

  @Test
  void whatCannotBeIncludedIsReportedWhereItIsNamed() throws Exception {
    String text =
        """
        datasource: {url: 'http://prometheus:9090'}
        include:
          - none.yml
          - preset:node
          - preset:xyzzy
          - preset:istio
          - preset:istio
        """;
    assertThat(TestFiles.problems(folder, text, Map.of()))
        .containsExactly(
            "kopula.yml:3: include[0]: expected a file that can be read, found \"none.yml\"",
            "kopula.yml:4: include[1]: expected a preset that there is (did you mean"
                + " \"node-exporter\"?), found \"preset:node\"",
            "kopula.yml:5: include[2]: expected one of the presets "
                + String.join(", ", Presets.NAMES)
                + ", found \"preset:xyzzy\"",
            "kopula.yml:7: include[4]: expected each file only once, found \"preset:istio\"");
  }

  @Test
  void aChangeOfAnIncludedFileIsSeen() throws Exception {
    Path shop = shop("groups: [{name: shop, variables: {up: up}}]");
    Path main = Files.writeString(folder.resolve("kopula.yml"), MAIN);
    Recorder recorder = new Recorder();
    new ConfigurationReader(name -> null).read(main, recorder);
    FileContents before = recorder.contents();
    assertThat(before.now()).isEqualTo(before);

    Files.writeString(shop, "groups: [{name: shop, variables: {up: up == 1}}]");

    assertThat(before.now()).isNotEqualTo(before);
  }

  private Path shop(String text) throws Exception {
    Path groups = Files.createDirectories(folder.resolve("groups"));
    return Files.writeString(groups.resolve("shop.yml"), text);
  }
}
