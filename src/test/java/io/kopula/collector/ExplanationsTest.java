package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static io.kopula.collector.CycleHarness.STEP;
import static io.kopula.collector.CycleHarness.WINDOW;
import static io.kopula.collector.CycleHarness.entity;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.collector.ExplanationException.Kind;
import io.kopula.export.Metric;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.window.GroupReader;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Explanations of a group whose models and source are fake. */
class ExplanationsTest {
  private static final String CART = entity("cart").id();

  private final CycleHarness at = new CycleHarness();
  private @Nullable Scorer inUse;
  private final Explanations explanations =
      new Explanations(
          at.group,
          new GroupReader(at.source, Runnable::run),
          at.models,
          this::inUse,
          at.thresholds);

  private @Nullable Scorer inUse(Entity entity) {
    return inUse;
  }

  @BeforeEach
  void cart() {
    at.source.service("cart", START.minus(STEP.multipliedBy(100)), FOREVER);
    at.source.value("cart", 1.5);
    inUse = at.stored("cart");
  }

  private FakeScorer older(String version, Instant fittedAt) {
    FakeScorer scorer =
        new FakeScorer(GroupModels.specOf(at.group), version, fittedAt, Set.of(entity("cart")));
    at.models.storedAt.put(CycleHarness.key(), scorer);
    return scorer;
  }

  @Test
  void theNewestStepIsExplainedWithTheNumbersThatWereExported() throws Exception {
    at.next();
    Explained explained = explanations.explain(CART, START.plusMillis(1500));
    assertThat(explained.explanation().score().value())
        .isEqualTo(at.sink.rows(Metric.ANOMALY_SCORE).get(0).value());
    assertThat(explained.explanation().score().time()).isEqualTo(START);
    assertThat(explained.window().length()).isEqualTo(WINDOW);
    assertThat(explained.model().version()).isEqualTo("v0");
    assertThat(explained.warnings()).isEmpty();
  }

  @Test
  void thePastIsExplainedByTheModelOfTheTime() throws Exception {
    Instant then = START.minus(STEP.multipliedBy(50));
    FakeScorer older = older("v-1", then.minusSeconds(60));
    Explained explained = explanations.explain(CART, then);
    assertThat(at.models.asked).containsExactly(then);
    assertThat(explained.model().version()).isEqualTo("v-1");
    assertThat(explained.explanation().score().time()).isEqualTo(then);
    assertThat(explained.warnings()).isEmpty();
    assertThat(older.closed).as("what was loaded for one answer is closed after it").isTrue();
  }

  @Test
  void aYoungerModelThanTheTimeComesWithAWarning() throws Exception {
    Instant then = START.minus(STEP.multipliedBy(50));
    older("v-1", then.plusSeconds(60));
    assertThat(explanations.explain(CART, then).warnings())
        .singleElement()
        .asString()
        .contains("not kept any more", then.plusSeconds(60).toString());
  }

  @Test
  void whatNoStoredModelKnowsIsExplainedByTheOneInUse() throws Exception {
    Instant then = START.minus(STEP.multipliedBy(50));
    Explained explained = explanations.explain(CART, then);
    assertThat(explained.model().version()).isEqualTo("v0");
    assertThat(explained.warnings()).hasSize(1);
  }

  @Test
  void aModelThatIsClosedMeanwhileIsLoadedAgain() throws Exception {
    ((FakeScorer) java.util.Objects.requireNonNull(inUse)).failure =
        new IllegalStateException("model: expected an open one, found a closed one");
    older("v0", START.minus(STEP));
    assertThat(explanations.explain(CART, START).model().version()).isEqualTo("v0");
  }

  @Test
  void aVariableThatIsNotReadIsMissingAndSaysSo() throws Exception {
    at.source.fail("b", FakeSource.down());
    Explained explained = explanations.explain(CART, START);
    assertThat(explained.explanation().score().coverage()).isLessThan(1);
    assertThat(explained.warnings()).containsExactly("taken as missing: b: connection refused");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    refused("{service=\"pay\"}", START, Kind.NOT_FOUND);
    refused(CART, START.minus(STEP.multipliedBy(500)), Kind.NOT_FOUND);
    inUse = null;
    refused(CART, START, Kind.NOT_FOUND);
  }

  @Test
  void aSourceThatDoesNotAnswerIsUnavailable() {
    at.source.failure = FakeSource.down();
    refused(CART, START, Kind.UNAVAILABLE);
  }

  private void refused(String entity, Instant time, Kind kind) {
    assertThatThrownBy(() -> explanations.explain(entity, time))
        .isInstanceOfSatisfying(
            ExplanationException.class, e -> assertThat(e.kind()).as("%s", e).isEqualTo(kind));
  }
}
