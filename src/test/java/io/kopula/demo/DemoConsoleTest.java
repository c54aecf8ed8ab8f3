package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityState;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.GroupState;
import io.kopula.collector.GroupStatus;
import io.kopula.collector.GroupStatus.FitStatus;
import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.series.Entity;
import io.kopula.series.Score;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DemoConsoleTest {
  private static final Instant START = Instant.ofEpochSecond(1_795_004_000);

  private final List<String> lines = new ArrayList<>();
  private final IncidentSchedule schedule = new IncidentSchedule(4);
  private final FakeStatus status = new FakeStatus();
  private final DemoConsole console = console();
  private Instant now = START;

  @Test
  void tellsHowFarTheLearningIs() {
    status.group(GroupState.LEARNING, new FitStatus("training", 0.42), null);
    seconds(12);
    assertThat(lines)
        .hasSize(2)
        .allMatch(line -> line.equals("learning the shop's normal life: training, 42 %"));
  }

  @Test
  void incidentsBeginWhenScoringDoesAndAreAnnounced() {
    status.group(GroupState.LEARNING, null, null);
    seconds(3);
    assertThat(schedule.beginningIn(0, Long.MAX_VALUE / 2)).isEmpty();
    status.scoring(0.6, false);
    seconds(1);
    assertThat(lines).last().asString().contains("ready after 3 s").contains("15 s");
    seconds(14);
    assertThat(lines).noneMatch(line -> line.startsWith("injected"));
    seconds(1);
    assertThat(lines.stream().filter(line -> line.startsWith("injected")))
        .singleElement()
        .asString()
        .contains("(every metric within its usual range)");
    seconds(100);
    assertThat(lines.stream().filter(line -> line.startsWith("injected")).count())
        .isBetween(4L, 6L);
  }

  @Test
  void tellsNowAndThenHowAllIs() {
    status.scoring(0.6, false);
    seconds(30);
    assertThat(lines).hasSize(2).last().asString().startsWith("injected");
    seconds(1);
    assertThat(lines)
        .last()
        .asString()
        .isEqualTo(
            "1 services normal, highest score 0.6 (cart); 0 of 1 injected incidents seen so far");
  }

  @Test
  void problemsAreToldOnce() {
    status.group(GroupState.LEARNING, null, "unavailable: connection refused");
    seconds(4);
    assertThat(lines).containsExactly("problem: unavailable: connection refused");
  }

  private DemoConsole console() {
    ShopSimulator simulator = new ShopSimulator(4, START.getEpochSecond() - 3600);
    Shop shop = new Shop(simulator, schedule, new ShopHistory(simulator, 3600));
    return new DemoConsole(status, shop, schedule, lines::add, START);
  }

  private void seconds(int count) {
    for (int i = 0; i < count; i++) {
      console.tick(now);
      now = now.plusSeconds(1);
    }
  }

  private static final class FakeStatus implements CollectorStatus {
    private List<GroupStatus> groups = List.of();
    private List<EntityStatus> entities = List.of();

    void group(GroupState state, @Nullable FitStatus fit, @Nullable String error) {
      groups =
          List.of(
              new GroupStatus(
                  "shop",
                  List.of("service"),
                  List.of("a"),
                  Duration.ofSeconds(1),
                  state,
                  true,
                  state == GroupState.SCORING ? new ModelStatus("abc", START) : null,
                  fit,
                  START,
                  error,
                  Map.of()));
    }

    void scoring(double score, boolean active) {
      group(GroupState.SCORING, null, null);
      Entity cart = Entity.of(Map.of("service", "cart"));
      entities =
          List.of(
              new EntityStatus(
                  "shop",
                  cart,
                  EntityState.SCORED,
                  new Score(cart, START, score, 1, List.of()),
                  active,
                  active ? START : null));
    }

    @Override
    public List<GroupStatus> groups() {
      return groups;
    }

    @Override
    public List<EntityStatus> entities(String group) {
      return entities;
    }
  }
}
