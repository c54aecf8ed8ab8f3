package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.Direction;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.config.MaintenanceWindow;
import io.kopula.config.MaintenanceWindow.Fixed;
import io.kopula.config.MaintenanceWindow.Recurring;
import io.kopula.config.MinDeviation;
import io.kopula.model.Scope;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlarmPolicyTest {
  private static final Instant NOW = Instant.parse("2026-11-01T03:00:00Z");
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final List<String> NAMES = List.of("errors", "latency", "cpu");
  private static final VariableConfig LATENCY =
      new VariableConfig("latency", "latency", Direction.UP, new MinDeviation(0.2, true));
  private static final VariableConfig ERRORS =
      new VariableConfig("errors", "errors", Direction.BOTH, new MinDeviation(0.05, false));

  private static AlarmPolicy policy(List<MaintenanceWindow> windows, VariableConfig... variables) {
    GroupConfig plain = CycleHarness.group(Scope.SHARED, List.of());
    return AlarmPolicy.of(
        new GroupConfig(
            "shop",
            plain.by(),
            List.of(variables),
            plain.step(),
            plain.latencyOffset(),
            plain.seasons(),
            plain.zone(),
            plain.model(),
            plain.fit(),
            plain.alert(),
            windows));
  }

  /** Shares in per cent of a score of 2; every variable is expected at 1. */
  private static Score score(double errors, double latency, double cpu) {
    List<Contribution> contributions =
        List.of(
            new Contribution("errors", errors / 50, 0),
            new Contribution("latency", 0, latency / 50),
            new Contribution("cpu", cpu / 100, cpu / 100));
    List<Expectation> expectations =
        NAMES.stream().map(name -> new Expectation(name, 1, 0.9, 1.1)).toList();
    return new Score(CART, NOW, 2, 0, 1, contributions, expectations);
  }

  private static Frame values(double errors, double latency, double cpu) {
    return Frame.of(
        CART, NAMES, new Grid(NOW.toEpochMilli(), 1000, 1), new double[] {errors, latency, cpu});
  }

  @ParameterizedTest
  @CsvSource({
    // errors, latency, cpu: values; what becomes of a step that is latency's fault
    "1, 1.1, 1, DEVIATION",
    "1, 1.19, 1, DEVIATION",
    "1, 1.21, 1,",
    "1, 0.5, 1, DIRECTION",
    "1, 0.9, 1, DEVIATION",
    "9, 1.1, 9, DEVIATION",
    "1, NaN, 1,",
  })
  void latencyIsJudgedByItsOwnRule(double errors, double latency, double cpu, String reason) {
    Quiet quiet =
        policy(List.of(), ERRORS, LATENCY, new VariableConfig("cpu", "cpu"))
            .quiet(score(10, 80, 10), values(errors, latency, cpu));
    assertThat(quiet == null ? null : quiet.reason().name()).isEqualTo(reason);
  }

  @Test
  void anAbsoluteDeviationIsInTheVariablesUnit() {
    AlarmPolicy policy = policy(List.of(), ERRORS);
    assertThat(policy.quiet(score(80, 10, 10), values(1.04, 1, 1))).isEqualTo(Quiet.DEVIATION);
    assertThat(policy.quiet(score(80, 10, 10), values(0.96, 1, 1))).isEqualTo(Quiet.DEVIATION);
    assertThat(policy.quiet(score(80, 10, 10), values(1.06, 1, 1))).isNull();
  }

  @Test
  void allWhoAreToBlameMustBeQuiet() {
    AlarmPolicy policy = policy(List.of(), ERRORS, LATENCY);
    // a fifth is enough to be to blame
    assertThat(policy.quiet(score(75, 25, 0), values(1.01, 1.01, 1))).isEqualTo(Quiet.DEVIATION);
    assertThat(policy.quiet(score(75, 25, 0), values(1.01, 1.5, 1))).isNull();
    assertThat(policy.quiet(score(75, 0, 25), values(1.01, 1, 1))).isNull();
    assertThat(policy.quiet(score(81, 0, 19), values(1.01, 1, 1))).isEqualTo(Quiet.DEVIATION);
  }

  @Test
  void toBlameAreTheLargestAndEveryoneWithAFifth() {
    assertThat(AlarmPolicy.toBlame(score(30, 50, 20).contributions()))
        .extracting(Contribution::variable)
        .containsExactly("latency", "errors", "cpu");
    assertThat(AlarmPolicy.toBlame(score(19, 62, 19).contributions()))
        .extracting(Contribution::variable)
        .containsExactly("latency");
    assertThat(AlarmPolicy.toBlame(score(-50, 100, -1).contributions()))
        .extracting(Contribution::variable)
        .containsExactly("latency");
    assertThat(AlarmPolicy.toBlame(score(0, 0, 0).contributions())).isEmpty();
  }

  @Test
  void whatCannotBeJudgedIsWorthAnAlarm() {
    AlarmPolicy policy = policy(List.of(), ERRORS);
    Score unexpected = new Score(CART, NOW, 2, 1, score(80, 10, 10).contributions());
    assertThat(policy.quiet(unexpected, values(1, 1, 1))).isNull();
    assertThat(policy.quiet(score(0, 0, 0), values(1, 1, 1))).isNull();
  }

  @Test
  void maintenanceCoversEverythingWhileItLasts() {
    MaintenanceWindow move = new Fixed("move", NOW, NOW.plusSeconds(60));
    assertThat(policy(List.of(move)).quiet(score(80, 10, 10), values(9, 9, 9)))
        .isEqualTo(Quiet.maintenance("move"));
    MaintenanceWindow over = new Fixed("move", NOW.minusSeconds(60), NOW);
    assertThat(policy(List.of(over)).quiet(score(80, 10, 10), values(9, 9, 9))).isNull();
  }

  @Test
  void recurringMaintenanceIsFoundWhateverTheOrderOfQuestions() {
    MaintenanceCalendar calendar =
        new MaintenanceCalendar(
            List.of(
                new Fixed("move", NOW, NOW.plusSeconds(60)),
                new Recurring(
                    "backup",
                    "FREQ=DAILY",
                    LocalDateTime.parse("2026-11-01T02:30"),
                    Duration.ofHours(1),
                    ZoneId.of("UTC"))));
    assertThat(calendar.at(NOW)).isEqualTo("move");
    assertThat(calendar.at(NOW.plusSeconds(60))).isEqualTo("backup");
    assertThat(calendar.at(NOW.plusSeconds(30 * 60))).isNull();
    assertThat(calendar.at(NOW.plus(Duration.ofDays(9)))).isEqualTo("backup");
    assertThat(calendar.at(NOW.minusSeconds(30 * 60))).isEqualTo("backup");
    assertThat(calendar.at(NOW.minusSeconds(31 * 60))).isNull();
    assertThat(calendar.at(NOW.plus(Duration.ofDays(2)))).isEqualTo("backup");
  }
}
