package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.collector.EntityHistory.Part;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Expectation;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.series.Score;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecentScoresTest {
  private static final Entity CART = Entity.of(Map.of("service", "cart"));
  private static final List<String> VARIABLES = List.of("cpu", "queue");

  private final RecentScores recent = new RecentScores(CART);

  @Test
  void keepsTheLastStepsWithWhatExplainedThem() {
    for (int step = 0; step < 5; step++) {
      add(step, step / 2.0, 3);
    }
    EntityHistory history = recent.history();
    assertThat(history.entity()).isEqualTo(CART);
    assertThat(history.variables()).isEqualTo(VARIABLES);
    assertThat(history.length()).isEqualTo(3);
    assertThat(history.time(0)).isEqualTo(time(2));
    assertThat(history.time(2)).isEqualTo(time(4));
    assertThat(history.score(2)).isEqualTo(2);
    assertThat(history.relations(2)).isEqualTo(0.5f);
    assertThat(history.value(2, 1, Part.MARGINAL)).isCloseTo(1.5f, within(1e-6f));
    assertThat(history.value(2, 1, Part.DEPENDENCE)).isCloseTo(0.5f, within(1e-6f));
    assertThat(history.value(2, 0, Part.VALUE)).isEqualTo(4);
    assertThat(history.value(2, 0, Part.MEDIAN)).isEqualTo(1);
    assertThat(history.value(2, 0, Part.LOWER)).isEqualTo(0.5f);
    assertThat(history.value(2, 0, Part.UPPER)).isEqualTo(1.5f);
    // nothing was measured or expected of the queue
    assertThat(history.value(2, 1, Part.VALUE)).isNaN();
    assertThat(history.value(2, 1, Part.MEDIAN)).isNaN();
  }

  @Test
  void aStepThatIsScoredAgainReplacesItsScoreAndWhatWasToldStays() {
    add(0, 0.1, 10);
    add(1, 0.2, 10);
    EntityHistory before = recent.history();
    add(1, 0.9, 10);
    assertThat(before.score(1)).isEqualTo(0.2f);
    assertThat(recent.history().length()).isEqualTo(2);
    assertThat(recent.history().score(1)).isEqualTo(0.9f);
  }

  @Test
  void shortensWhatIsKeptWhenMoreEntitiesShareTheMemory() {
    for (int step = 0; step < 5; step++) {
      add(step, 0.1, 10);
    }
    add(5, 0.1, 2);
    assertThat(recent.history().length()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1, 8, 360",
    "168, 20, 360",
    "169, 20, 359",
    "1000, 20, 60",
    "5000, 20, 12",
    "100000, 100, 1"
  })
  void memoryOfAGroupIsBounded(int entities, int variables, int depth) {
    assertThat(RecentScores.depth(entities, variables)).isEqualTo(depth);
    if (depth > 1) {
      assertThat((long) entities * depth * EntityHistory.Step.bytes(variables))
          .isLessThanOrEqualTo(RecentScores.GROUP_BYTES);
    }
  }

  @Test
  void aCycleAddsToItAndAnEntityThatIsGoneTakesItAlong() {
    CycleHarness at = new CycleHarness();
    Instant leaves = CycleHarness.START.plus(CycleHarness.STEP.multipliedBy(4));
    at.source.service("cart", CycleHarness.START.minusSeconds(86_400), leaves);
    at.source.service("pay", CycleHarness.START.minusSeconds(86_400), CycleHarness.FOREVER);
    at.stored("cart", "pay");
    at.source.value("cart", 0.6);
    at.next(4);
    EntityHistory history = at.cycle.history(CART);
    assertThat(history).isNotNull();
    assertThat(history.length()).isEqualTo(4);
    assertThat(history.time(3)).isEqualTo(at.step);
    assertThat(history.score(3)).isEqualTo(0.6f);
    assertThat(history.variables()).containsExactly("a", "b", "c");
    assertThat(history.value(3, 0, Part.VALUE)).isEqualTo(0.6f);
    assertThat(history.value(3, 0, Part.DEPENDENCE)).isEqualTo(0.3f);

    at.next(3 * CycleHarness.WINDOW);
    assertThat(at.cycle.history(CART)).isNull();
    assertThat(at.cycle.history(CycleHarness.entity("pay"))).isNotNull();
    assertThat(at.cycle.history(CycleHarness.entity("unknown"))).isNull();
  }

  private void add(int step, double value, int depth) {
    Frame row =
        Frame.of(
            CART,
            VARIABLES,
            new Grid(time(step).toEpochMilli(), 1000, 1),
            new double[] {step, Double.NaN});
    Score score =
        new Score(
            CART,
            time(step),
            value,
            0.5,
            0.5,
            List.of(
                new Contribution("cpu", 0, 0), new Contribution("queue", value - 0.5, value / 4)),
            List.of(new Expectation("cpu", 1, 0.5, 1.5)));
    recent.add(score, row, depth);
  }

  private static Instant time(int step) {
    return Instant.ofEpochSecond(1_000 + step);
  }
}
