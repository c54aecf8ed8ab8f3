package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.ModelSpec;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

class ModelOptionsTest {
  private static final Duration STEP = Duration.ofMinutes(5);

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private ModelSpec spec;

  @Command(name = "ask")
  private final class Ask implements Runnable {
    @Mixin private ModelOptions options = new ModelOptions();

    @Override
    public void run() {
      options.check();
      spec = options.spec(List.of("a"), STEP, Hyperparameters.DEFAULT);
    }
  }

  private int ask(String... args) {
    String[] all = new String[args.length + 1];
    all[0] = "ask";
    System.arraycopy(args, 0, all, 1, args.length);
    return CommandLines.create(Map.of("ask", new Ask()), new PrintWriter(out), new PrintWriter(err))
        .execute(all);
  }

  @Test
  void theDefaultsAreThoseOfTheConfiguration(@TempDir Path folder) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("kopula.yml"),
            """
            datasource: {url: "http://127.0.0.1:1"}
            groups: [{name: shop, variables: {a: up}}]
            """);
    GroupConfig group =
        new ConfigurationReader(name -> null).read(file).configuration().groups().get(0);
    assertThat(ask()).isZero();
    assertThat(spec)
        .isEqualTo(
            new ModelSpec(
                List.of("a"),
                STEP,
                group.seasons(),
                group.zone(),
                group.alert().falseAlarmsPerWeek(),
                group.model().dependence(),
                Hyperparameters.DEFAULT.withWindow(group.model().window())));
  }

  @Test
  void eachOptionIsUsed() {
    assertThat(
            ask(
                "--seasons=1d,12h",
                "--timezone=Europe/Berlin",
                "--false-alarms-per-week=0.5",
                "--window=24",
                "--dependence=gaussian"))
        .isZero();
    assertThat(spec)
        .isEqualTo(
            new ModelSpec(
                List.of("a"),
                STEP,
                List.of(Duration.ofDays(1), Duration.ofHours(12)),
                ZoneId.of("Europe/Berlin"),
                0.5,
                Dependence.GAUSSIAN,
                Hyperparameters.DEFAULT.withWindow(24)));
    assertThat(ask("--seasons=none")).isZero();
    assertThat(spec.seasons()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--seasons=soon | kopula: --seasons: expected a duration from 2s to 1y, such as",
        "--seasons=1d,1d | kopula: --seasons: expected each season only once, found \"1d,1d\"",
        "--seasons=10m | kopula: --seasons: expected seasons longer than two steps (10m), found",
        "--timezone=Berlin | kopula: --timezone: expected a time zone",
        "--false-alarms-per-week=0 | kopula: --false-alarms-per-week: expected a number from 0.001",
        "--window=7 | kopula: --window: expected a whole number from 8 to 512, found \"7\"",
        "--dependence=none | kopula: --dependence: expected one of independent, gaussian,",
      })
  void aValueThatBreaksItsRuleIsAUsageError(String option, String message) {
    assertThat(ask(option)).isEqualTo(2);
    assertThat(err.toString()).startsWith(message);
    assertThat(spec).isNull();
  }

  @Test
  void helpShowsTheDefaults() {
    assertThat(ask("--help")).isZero();
    assertThat(out.toString().replaceAll("\\s+", " "))
        .contains("none; 1d, 1w if left out")
        .contains("UTC if left out")
        .contains("48 if left out")
        .contains("student-t-copula if left out")
        .doesNotContain("DEFAULT-VALUE");
  }
}
