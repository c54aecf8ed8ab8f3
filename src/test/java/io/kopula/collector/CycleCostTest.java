package io.kopula.collector;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.testing.Allocation;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a cycle costs, in what can be counted: it must not grow unnoticed. */
class CycleCostTest {
  private static final int FEW = 100;
  private static final int MANY = 400;

  /** 3 variables; what the fakes around the cycle allocate included. */
  private static final long MOST_BYTES_AN_ENTITY = 20_000;

  @ParameterizedTest
  @ValueSource(ints = {1, FEW})
  void aCycleAsksForTheNewestStepsOfEachVariableOnceHoweverManyEntitiesThereAre(int entities) {
    CycleHarness harness = scoring(entities);
    harness.source.asked.clear();
    harness.next();
    assertThat(harness.source.asked)
        .extracting(FakeSource.Asked::expression)
        .containsExactlyInAnyOrder("a", "b", "c");
    assertThat(harness.lastAsked().length()).isEqualTo(1 + GroupCycle.REREAD_STEPS);
  }

  @Test
  void anEntityAllocatesNoMoreThanItDid() {
    long few = Allocation.of(scoring(FEW)::next);
    long many = Allocation.of(scoring(MANY)::next);
    assertThat((many - few) / (MANY - FEW))
        .as("bytes that a further entity allocates in a cycle")
        .isLessThan(MOST_BYTES_AN_ENTITY);
    assertThat(many / MANY).as("bytes an entity, of many").isLessThan(few / FEW + few / FEW / 10);
  }

  private static CycleHarness scoring(int entities) {
    CycleHarness harness = new CycleHarness();
    String[] services = IntStream.range(0, entities).mapToObj(i -> "s" + i).toArray(String[]::new);
    for (String service : services) {
      harness.source.service(
          service,
          CycleHarness.START.minus(CycleHarness.STEP.multipliedBy(60)),
          CycleHarness.FOREVER);
    }
    harness.stored(services);
    return harness.next(3);
  }
}
