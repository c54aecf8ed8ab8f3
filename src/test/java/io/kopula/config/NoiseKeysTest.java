package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.config.MaintenanceWindow.Fixed;
import io.kopula.config.MaintenanceWindow.Recurring;
import io.kopula.config.WebConfig.Protection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The keys that say what is worth an alarm, and who may write. */
class NoiseKeysTest {
  @TempDir private Path folder;

  @Test
  void aVariableMaySayMoreThanItsExpression() throws Exception {
    GroupConfig group =
        group(
            """
                errors: {expr: "rate(errors_total[2m])", direction: up, min_deviation: 0.05}
                latency:
                  expr: avg(latency_seconds)
                  min_deviation: 20%
                full: {expr: "up"}
            """);
    assertThat(group.variables())
        .containsExactly(
            new VariableConfig("up", "up"),
            new VariableConfig(
                "errors", "rate(errors_total[2m])", Direction.UP, new MinDeviation(0.05, false)),
            new VariableConfig(
                "latency", "avg(latency_seconds)", Direction.BOTH, new MinDeviation(0.2, true)),
            new VariableConfig("full", "up"));
    assertThat(group.withoutQuiet().variables())
        .extracting(VariableConfig::direction)
        .containsOnly(Direction.BOTH);
  }

  private GroupConfig group(String more) throws Exception {
    return TestFiles.read(folder, TestFiles.MINIMAL + more.indent(2))
        .configuration()
        .groups()
        .get(0);
  }

  @Test
  void theExpressionOfSuchAVariableIsFound() throws Exception {
    Positions positions =
        TestFiles.read(folder, TestFiles.MINIMAL + "      errors:\n        expr: rate(x[2m])\n")
            .positions();
    assertThat(positions.line("groups[0].variables.errors.expr")).isEqualTo(8);
    assertThat(positions.has("groups[0].variables.up.expr")).isFalse();
  }

  @Test
  void maintenanceOfAllGroupsComesBeforeThatOfOne() throws Exception {
    String text =
        """
        global:
          timezone: Europe/Berlin
          maintenance:
            - {name: backup, rrule: "FREQ=WEEKLY;BYDAY=SU", start: 2026-11-01T02:00, duration: 2h}
        """
            + TestFiles.MINIMAL
            + """
                maintenance:
                  - {name: move, from: 2026-12-01T00:00:00Z, to: 2026-12-01T06:00:00+01:00}
                  - {name: patch, rrule: FREQ=MONTHLY, start: 2026-11-03T22:00:30, duration: 90m, time_zone: Asia/Tokyo}
            """;
    assertThat(TestFiles.read(folder, text).configuration().groups().get(0).maintenance())
        .containsExactly(
            new Recurring(
                "backup",
                "FREQ=WEEKLY;BYDAY=SU",
                LocalDateTime.parse("2026-11-01T02:00"),
                Duration.ofHours(2),
                ZoneId.of("Europe/Berlin")),
            new Fixed(
                "move",
                Instant.parse("2026-12-01T00:00:00Z"),
                Instant.parse("2026-12-01T05:00:00Z")),
            new Recurring(
                "patch",
                "FREQ=MONTHLY",
                LocalDateTime.parse("2026-11-03T22:00:30"),
                Duration.ofMinutes(90),
                ZoneId.of("Asia/Tokyo")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{name: x} | from: expected either from and to, or rrule, start and duration, found nothing",
        "{name: x, from: 2026-12-01T00:00:00Z} | to: expected either from and to, or rrule, start and duration, found nothing",
        "{name: x, from: 2026-12-01T00:00:00Z, to: 2026-12-01T00:00:00Z} | to: expected a time after from, found \"2026-12-01T00:00:00Z\"",
        "{name: x, from: 2026-12-01T00:00:00Z, rrule: FREQ=DAILY} | from: expected either from and to, or rrule, start and duration, found \"2026-12-01T00:00:00Z\"",
        "{name: x, rrule: FREQ=DAILY, start: 2026-12-01T00:00} | duration: expected either from and to, or rrule, start and duration, found nothing",
        "{name: x, rrule: daily, start: 2026-12-01T00:00, duration: 1h} | rrule: expected a recurrence rule of RFC 5545, such as FREQ=WEEKLY;BYDAY=SU, found \"daily\"",
        "{name: x, rrule: FREQ=MINUTELY, start: 2026-12-01T00:00, duration: 1h} | rrule: expected a recurrence rule with a FREQ of HOURLY or more seldom, found \"FREQ=MINUTELY\"",
        "{name: x, rrule: FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30, start: 2026-12-01T00:00, duration: 1h} | rrule: expected a rule that gives a time from start on, found \"FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30\"",
        "{name: x, rrule: FREQ=DAILY;UNTIL=20250101, start: 2026-12-01T00:00, duration: 1h} | rrule: expected a rule that gives a time from start on, found \"FREQ=DAILY;UNTIL=20250101\"",
        "{name: x, rrule: FREQ=DAILY, start: 2026-12-01T00:00:00Z, duration: 1h} | start: expected a local time, such as 2026-11-01T02:00, found \"2026-12-01T00:00:00Z\"",
        "{name: x, rrule: FREQ=DAILY, start: 2026-12-01T00:00, duration: 1h, time_zone: Berlin} | time_zone: expected a time zone",
        "{from: 2026-12-01T00:00:00Z, to: 2026-12-02T00:00:00Z} | name: expected a name of at most 100 characters, found nothing",
      })
  void aWindowThatIsNoneIsToldWithLineKeyRuleAndValue(String window, String problem)
      throws Exception {
    String text = TestFiles.MINIMAL + "    maintenance:\n      - " + window + "\n";
    assertThat(TestFiles.problems(folder, text, Map.of()))
        .singleElement()
        .asString()
        .startsWith("kopula.yml:8: groups[0].maintenance[0]." + problem);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{direction: up} | expr: expected a PromQL expression, found nothing",
        "{expr: up, direction: sideways} | direction: expected one of both, up, down, found \"sideways\"",
        "{expr: up, min_deviation: -1} | min_deviation: expected a number from 0, or a percentage such as 20%, found \"-1\"",
        "{expr: up, min_deviation: NaN} | min_deviation: expected a number from 0, or a percentage such as 20%, found \"NaN\"",
        "{expr: up, min_deviation: 20 percent} | min_deviation: expected a number from 0, or a percentage such as 20%, found \"20 percent\"",
        "{expr: up, min_deviaton: 1} | min_deviaton: expected a known key (did you mean \"min_deviation\"?), found \"min_deviaton\"",
      })
  void aVariableThatSaysSomethingElseIsTold(String variable, String problem) throws Exception {
    String text = TestFiles.MINIMAL + "      x: " + variable + "\n";
    assertThat(TestFiles.problems(folder, text, Map.of()))
        .singleElement()
        .asString()
        .isEqualTo("kopula.yml:7: groups[0].variables.x." + problem);
  }

  @Test
  void webNamesTheFileOfTheToken() throws Exception {
    Path token = Files.writeString(folder.resolve("token"), "t");
    String text = TestFiles.MINIMAL + "web: {bearer_token_file: token, protect: everything}\n";
    assertThat(TestFiles.read(folder, text).configuration().web())
        .isEqualTo(new WebConfig(token, Protection.EVERYTHING, null));
  }

  @Test
  void everythingIsNotProtectedWithoutAToken() throws Exception {
    assertThat(
            TestFiles.problems(
                folder, TestFiles.MINIMAL + "web: {protect: everything}\n", Map.of()))
        .containsExactly(
            "kopula.yml:7: web.bearer_token_file: expected the path of a readable file, since protect"
                + " is everything, found nothing");
    assertThat(
            TestFiles.problems(
                folder, TestFiles.MINIMAL + "web: {bearer_token_file: nowhere}\n", Map.of()))
        .isEqualTo(
            List.of(
                "kopula.yml:7: web.bearer_token_file: expected the path of a readable file, found"
                    + " \"nowhere\""));
  }

  @Test
  void thresholdsAreRaisedTwofoldUnlessSaidOtherwise() throws Exception {
    assertThat(group("").alert().maxThresholdFactor()).isEqualTo(2);
    String text = TestFiles.MINIMAL + "    alert: {max_threshold_factor: 1.5}\n";
    assertThat(
            TestFiles.read(folder, text)
                .configuration()
                .groups()
                .get(0)
                .alert()
                .maxThresholdFactor())
        .isEqualTo(1.5);
  }
}
