package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemReportTest {
  @TempDir private Path folder;

  /** broken.yml beside its whole report, broken.txt. */
  @Test
  void reportsAllProblemsOfAFileTogether() throws Exception {
    Map<String, String> environment = Map.of("STEP", "hunter2", "PASSWORD", "hunter2");
    List<String> report = TestFiles.problems(folder, resource("broken.yml"), environment);
    assertThat(String.join("\n", report) + "\n").isEqualTo(resource("broken.txt"));
    assertThat(report).noneMatch(line -> line.contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | kopula.yml:1: expected a mapping with datasource and groups, found nothing",
        "'[]' | kopula.yml:1: expected a mapping, found a list",
        "'a: b: c' | kopula.yml:1: expected valid YAML, found mapping values are not allowed here",
        "'password: *hunter2' | kopula.yml:1: expected valid YAML, found undefined alias",
        "'a: !x!hunter2 b' | kopula.yml:1: expected valid YAML, found undefined tag handle",
        "'{a: &x [*x]}' | kopula.yml:1: a: expected one of the keys global, datasource, otlp, object_store, web, include, groups, found \"a\"",
      })
  void reportsFilesOfAnotherShape(String text, String first) throws Exception {
    assertThat(TestFiles.problems(folder, text, Map.of()))
        .first()
        .asString()
        .isEqualTo(first)
        .doesNotContain("hunter2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "step: 1m | kopula.yml:7: groups[0].step",
        "seasons: [1m] | kopula.yml:7: groups[0].seasons: expected seasons longer than two steps (1m), found 1m",
        "seasons: [1d, 24h] | kopula.yml:7: groups[0].seasons: expected each value only once, found a list",
        "by: [le] | kopula.yml:7: groups[0].by[0]: expected a label name that Kopula does not use itself (reserved: group, kind, le, movement, other, part, reason, state, variable, __*), found \"le\"",
        "by: [__name__] | kopula.yml:7: groups[0].by[0]: expected a label name that Kopula does not use itself (reserved: group, kind, le, movement, other, part, reason, state, variable, __*), found \"__name__\"",
        "by: [a-b] | kopula.yml:7: groups[0].by[0]: expected a label name of letters, digits and _ that does not start with a digit, found \"a-b\"",
        "by: [job, job] | kopula.yml:7: groups[0].by: expected each value only once, found a list",
        "fit: {window: 30m} | kopula.yml:7: groups[0].fit.window: expected at least 200 steps (1h40m), found 30m",
        "fit: {min_points: 50000} | kopula.yml:7: groups[0].fit.window: expected at least 50000 steps (17d8h40m), found 2w",
        "fit: {min_points: 90} | kopula.yml:7: groups[0].fit.min_points: expected at least twice model.window (112), found \"90\"",
        "model: {window: 4} | kopula.yml:7: groups[0].model.window: expected a whole number from 8 to 512, found \"4\"",
        "model: {scope: share} | kopula.yml:7: groups[0].model.scope: expected one of shared, entity, found \"share\"",
        "model: {latents: innovations} | kopula.yml:7: groups[0].model.latents: expected one of innovation, embedding, found \"innovations\"",
        "model: {latent_size: 0} | kopula.yml:7: groups[0].model.latent_size: expected a whole number from 1 to 128, found \"0\"",
        "model: {horizons: [1, x]} | kopula.yml:7: groups[0].model.horizons[1]: expected a whole number from 1 to 511, found \"x\"",
        "model: {horizons: [8, 1, 8]} | kopula.yml:7: groups[0].model.horizons: expected each value only once, found a list",
        "model: {horizons: [1, 24], window: 24} | kopula.yml:7: groups[0].model.horizons: expected steps less than window (24), found 24",
        "model: {lags: 56} | kopula.yml:7: groups[0].model.lags: expected at most 55, as the longest of horizons leaves of window (56), found \"56\"",
        "model: {lags: 20, horizons: [40, 1]} | kopula.yml:7: groups[0].model.lags: expected at most 16, as the longest of horizons leaves of window (56), found \"20\"",
        "model: {width: 30} | kopula.yml:7: groups[0].model.width: expected a multiple of heads (4), found \"30\"",
        "model: {width: 32, heads: 5} | kopula.yml:7: groups[0].model.width: expected a multiple of heads (5), found \"32\"",
        "model: {heads: 5} | kopula.yml:7: groups[0].model.heads: expected a divisor of width (32), found \"5\"",
        "model: {layers: 9} | kopula.yml:7: groups[0].model.layers: expected a whole number from 1 to 8, found \"9\"",
        "model: {contrastive: 0.1} | kopula.yml:7: groups[0].model.contrastive: expected true or false, found \"0.1\"",
        "model: {latent: 4} | kopula.yml:7: groups[0].model.latent: expected a known key (did you mean \"latents\"?), found \"latent\"",
        "window: 48 | kopula.yml:7: groups[0].window: expected one of the keys name, by, variables, step, latency_offset, seasons, timezone, model, fit, alert, maintenance, found \"window\"",
        "timezone: Europe/Berln | kopula.yml:7: groups[0].timezone: expected a time zone (did you mean \"Europe/Berlin\"?), found \"Europe/Berln\"",
        "alert: {for: 5m} | kopula.yml:7: groups[0].alert.for: expected a whole number from 1 to 1000, found \"5m\"",
        "alert: {false_alarms_per_week: NaN} | kopula.yml:7: groups[0].alert.false_alarms_per_week: expected a number from 0.001 to 1000, found \"NaN\"",
      })
  void reportsWhatAGroupDemands(String line, String report) throws Exception {
    List<String> problems =
        TestFiles.problems(folder, TestFiles.MINIMAL + "    " + line + "\n", Map.of());
    if (line.equals("step: 1m")) {
      assertThat(problems)
          .as("a valid line, so that the others cannot fail by their place")
          .isEmpty();
    } else {
      assertThat(problems).containsExactly(report);
    }
  }

  @Test
  void reportsAllProblemsOfAModelTogether() throws Exception {
    String model = "    model: {horizons: [1, 56, 90], lags: 0, width: 7, latents: x, layers: 2}\n";
    assertThat(TestFiles.problems(folder, TestFiles.MINIMAL + model, Map.of()))
        .map(problem -> problem.replaceFirst("kopula.yml:7: groups\\[0].model.", ""))
        .containsExactlyInAnyOrder(
            "horizons: expected steps less than window (56), found 56",
            "horizons: expected steps less than window (56), found 90",
            "lags: expected a whole number from 1 to 64, found \"0\"",
            "width: expected a multiple of heads (4), found \"7\"",
            "latents: expected one of innovation, embedding, found \"x\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://kopula:hunter2@prom:9090 | a URL without credentials (they belong in basic_auth or authorization), found one that is not shown",
        "http://kopula:hunter2 @prom | an http:// or https:// URL without credentials, found one that is not shown",
        "http://prom:9090/?token=hunter2 | a URL without query and fragment, found one that is not shown",
        "prom:9090 | an http:// or https:// URL, found \"prom:9090\"",
        "ftp://prom | an http:// or https:// URL, found \"ftp://prom\"",
        "http://my_prom:9090 | a URL with a valid host name and port, found \"http://my_prom:9090\"",
        "http://prom:99999 | a URL with a valid host name and port, found \"http://prom:99999\"",
        "${URL} | the environment variable URL to be set (or a default: ${URL:default}), found \"${URL}\"",
        "${SECRET} | an http:// or https:// URL, found \"${SECRET}\"",
      })
  void reportsAddressesAndKeepsTheirSecrets(String url, String report) throws Exception {
    String text = TestFiles.MINIMAL.replace("http://prometheus:9090", "\"" + url + "\"");
    assertThat(TestFiles.problems(folder, text, Map.of("SECRET", "hunter2")))
        .containsExactly("kopula.yml:2: datasource.url: expected " + report);
  }

  @Test
  void reportsBytesThatAreNoText() throws Exception {
    Path file = Files.write(folder.resolve("kopula.yml"), new byte[] {(byte) 0xff, (byte) 0xfe, 1});
    assertThat(messageOf(file))
        .endsWith("kopula.yml:1: expected a file in UTF-8, found another encoding");
    Files.write(file, "a: \u0007".getBytes(StandardCharsets.UTF_8));
    assertThat(messageOf(file))
        .endsWith("expected text without control characters, found the character U+0007");
  }

  @Test
  void reportsAFileThatIsNotThere() {
    assertThat(messageOf(folder.resolve("none.yml")))
        .endsWith("none.yml:1: expected a readable file, found no file");
    assertThat(messageOf(folder)).endsWith(":1: expected a readable file, found a folder");
  }

  @Test
  void refusesWhatIsTooLargeOrTooDeep() throws Exception {
    assertThat(TestFiles.problems(folder, "a: " + "[".repeat(5_000), Map.of()))
        .containsExactly(
            "kopula.yml:1: expected YAML within the limits of size, depth and aliases, found more");
    assertThat(TestFiles.problems(folder, "#".repeat(5 << 20), Map.of()))
        .containsExactly("kopula.yml:1: expected a file of at most 4 MiB, found a larger one");
  }

  private String messageOf(Path file) {
    try {
      new ConfigurationReader(name -> null).read(file);
      return "";
    } catch (ConfigurationException e) {
      return e.getMessage();
    }
  }

  private static String resource(String name) throws Exception {
    try (var in = ProblemReportTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
