package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
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
                group.model().hyperparameters()));
  }

  @Test
  void eachOptionIsUsed() {
    assertThat(
            ask(
                "--seasons=1d,12h",
                "--timezone=Europe/Berlin",
                "--false-alarms-per-week=0.5",
                "--window=24",
                "--latents=embedding",
                "--latent-size=5",
                "--horizons=4,2",
                "--lags=20",
                "--width=24",
                "--layers=1",
                "--heads=3",
                "--no-contrastive",
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
                Hyperparameters.DEFAULT
                    .change()
                    .window(24)
                    .latents(Latents.EMBEDDING)
                    .latentSize(5)
                    .horizons(List.of(2, 4))
                    .lags(20)
                    .width(24)
                    .layers(1)
                    .heads(3)
                    .contrastiveWeight(0)
                    .build()));
    assertThat(ask("--seasons=none", "--horizons=none")).isZero();
    assertThat(spec.seasons()).isEmpty();
    assertThat(spec.hyperparameters()).isEqualTo(Hyperparameters.DEFAULT.withHorizons(List.of()));
  }

  @Test
  void whatIsLeftOutGivesWayToWhatIsGiven() {
    assertThat(ask("--window=24")).isZero();
    assertThat(spec.hyperparameters()).isEqualTo(Hyperparameters.DEFAULT.withWindow(24));
    assertThat(ask("--lags=40")).isZero();
    assertThat(spec.hyperparameters())
        .isEqualTo(Hyperparameters.DEFAULT.change().horizons(List.of(1, 8)).lags(40).build());
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
        "--latents=all | kopula: --latents: expected one of innovation, embedding, found \"all\"",
        "--latent-size=0 | kopula: --latent-size: expected a whole number from 1 to 128, found \"0\"",
        "--horizons=1,,8 | kopula: --horizons: expected a whole number from 1 to 511, found \"\"",
        "--horizons=8,8 | kopula: --horizons: expected each value only once, found \"8,8\"",
        "--horizons=60 | kopula: --horizons: expected steps less than window (56), found 60",
        "--lags=60 | kopula: --lags: expected at most 55, as the longest of horizons leaves of window",
        "--width=30 | kopula: --width: expected a multiple of heads (4), found \"30\"",
        "--heads=5 | kopula: --heads: expected a divisor of width (32), found \"5\"",
        "--layers= | kopula: --layers: expected a whole number from 1 to 8, found \"\"",
        "--no-contrastive=x | kopula: ",
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
        .containsPattern("none; 1d, ?1w if left out")
        .contains("UTC if left out")
        .contains("56 if left out")
        .contains("; if left out 1, 8, 24, as far as window and lags leave room.")
        .contains("none for the calendar alone")
        .contains("innovation if left out")
        .contains("--no-contrastive")
        .contains("student-t-copula if left out")
        .doesNotContain("DEFAULT-VALUE", "`");
  }
}
