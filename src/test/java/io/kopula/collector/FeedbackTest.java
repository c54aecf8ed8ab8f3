package io.kopula.collector;

import static io.kopula.collector.CycleHarness.FOREVER;
import static io.kopula.collector.CycleHarness.START;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kopula.bundle.FeedbackStore;
import io.kopula.bundle.FeedbackStore.Mark;
import io.kopula.bundle.FeedbackStore.Verdict;
import io.kopula.export.Metric;
import io.kopula.model.Scope;
import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Score;
import io.kopula.window.GroupReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A false alarm that is marked raises its entity's threshold, now and after a restart. */
class FeedbackTest {
  private static final Instant LONG_AGO = START.minus(Duration.ofDays(30));
  private static final Entity CART = CycleHarness.entity("cart");

  @TempDir private Path folder;
  private CycleHarness at;

  @BeforeEach
  void anIncident() {
    at = harness();
    at.source.value("cart", 1.4);
    at.next(3);
    assertThat(at.cycle.entities().get(0).active()).isTrue();
  }

  private CycleHarness harness() {
    CycleHarness fresh =
        new CycleHarness(CycleHarness.group(Scope.SHARED, List.of()), new FeedbackStore(folder));
    fresh.source.service("cart", LONG_AGO, FOREVER);
    fresh.source.service("pay", LONG_AGO, FOREVER);
    fresh.stored("cart", "pay");
    return fresh;
  }

  private Incident incident() {
    return at.book.newestFirst().get(0);
  }

  private Mark mark(Verdict verdict) throws IOException {
    Mark mark = at.thresholds.mark(incident(), verdict, "load test", at.clock.instant());
    at.book.marked(mark);
    return mark;
  }

  private double score(String service) {
    return at.sink.byService(Metric.ANOMALY_SCORE).get(service);
  }

  @Test
  void theSameIsNoIncidentAnyMore() throws Exception {
    assertThat(mark(Verdict.FALSE_ALARM).factor()).isCloseTo(1.4 * 1.05, within(1e-9));
    assertThat(incident().mark()).isNotNull();
    at.source.value("pay", 0.7);

    at.next(2);

    assertThat(score("cart")).isCloseTo(1 / 1.05, within(1e-9));
    assertThat(score("pay")).as("others are not touched").isEqualTo(0.7);
    assertThat(at.cycle.entities().get(0).active()).isFalse();
    assertThat(at.cycle.entities().get(0).thresholdFactor()).isCloseTo(1.47, within(1e-9));
    assertThat(at.sink.byService(Metric.THRESHOLD_FACTOR)).containsOnlyKeys("cart");
    assertThat(
            at.cycle.entities().get(0).score().contributions().stream()
                .mapToDouble(Contribution::total)
                .sum())
        .as("they still add up")
        .isCloseTo(1 / 1.05, within(1e-9));
  }

  @Test
  void theFactorIsBounded() throws Exception {
    at.source.value("cart", 9);
    at.next();
    Mark mark = mark(Verdict.FALSE_ALARM);
    assertThat(mark.factor()).isEqualTo(2);
    assertThat(new IncidentFeedback.Marked("shop", mark, 2).isBounded()).isTrue();
    at.next();
    assertThat(score("cart")).isEqualTo(4.5);
    assertThat(at.cycle.entities().get(0).active()).isTrue();
  }

  @Test
  void realTakesItBackAndOtherFalseAlarmsStay() throws Exception {
    at.source.value("cart", 0.1);
    at.next(2);
    Incident first = incident();
    at.source.value("cart", 1.2);
    at.next(2);
    mark(Verdict.FALSE_ALARM);
    assertThat(incident().id()).isNotEqualTo(first.id());
    Mark both = at.thresholds.mark(first, Verdict.FALSE_ALARM, "", at.clock.instant());
    assertThat(both.factor()).isCloseTo(1.47, within(1e-9));
    Mark left = at.thresholds.mark(first.id(), Verdict.REAL, "", at.clock.instant()).orElseThrow();
    assertThat(left.factor()).isCloseTo(1.2 * 1.05, within(1e-9));
    assertThat(mark(Verdict.REAL).factor()).isEqualTo(1);
    at.next();
    assertThat(score("cart")).isEqualTo(1.2);
    assertThat(at.sink.rows(Metric.THRESHOLD_FACTOR, "shop")).isEmpty();
  }

  @Test
  void anIncidentUnderARaisedThresholdRaisesItFurther() throws Exception {
    mark(Verdict.FALSE_ALARM);
    at.source.value("cart", 1.8); // 1.22 under the raised threshold
    at.next(2);
    assertThat(incident().highest()).isGreaterThan(1);
    Mark mark = mark(Verdict.FALSE_ALARM);
    assertThat(mark.factor()).isCloseTo(1.8 * 1.05, within(1e-9));
  }

  @Test
  void itSurvivesARestartAndTheIncidentCanStillBeJudged() throws Exception {
    String id = mark(Verdict.FALSE_ALARM).incident();
    at = harness();
    at.source.value("cart", 1.4);
    at.next();
    assertThat(score("cart")).isCloseTo(1 / 1.05, within(1e-9));
    assertThat(at.thresholds.mark(id, Verdict.REAL, "", START.plusSeconds(60)))
        .get()
        .extracting(Mark::factor)
        .isEqualTo(1.0);
    assertThat(at.thresholds.mark("0123456789abcdef", Verdict.REAL, "", START)).isEmpty();
    at.next();
    assertThat(score("cart")).isEqualTo(1.4);
  }

  @Test
  void thePastIsExplainedUnderTheThresholdOfItsTime() throws Exception {
    Instant before = at.step;
    mark(Verdict.FALSE_ALARM);
    at.next();
    assertThat(explained(before)).isEqualTo(1.4);
    assertThat(explained(at.step)).isEqualTo(score("cart")).isLessThan(1);
  }

  private double explained(Instant time) throws ExplanationException {
    Explanations explanations =
        new Explanations(
            at.group,
            new GroupReader(at.source, Runnable::run),
            at.models,
            entity -> at.models.stored.get(CycleHarness.key()),
            at.thresholds);
    Score score = explanations.explain(CART.id(), time).explanation().score();
    return score.highest();
  }

  @Test
  void aBrokenFileIsPutAsideAndScoringGoesOn() throws Exception {
    mark(Verdict.FALSE_ALARM);
    Path file = folder.resolve("shop/feedback.json");
    assertThat(file).content().contains("\"false_alarm\"", "load test");
    for (String broken :
        List.of(
            "{\"formatVersion\":1",
            "[]",
            "{\"formatVersion\":7}",
            "null",
            "{\"formatVersion\":1,\"marks\":[{\"factor\":0.5}]}")) {
      Files.writeString(file, broken);
      at = harness();
      at.source.value("cart", 1.4);
      at.next();
      assertThat(score("cart")).as(broken).isEqualTo(1.4);
      assertThat(file).doesNotExist();
      assertThat(folder.resolve("shop/feedback.json.broken")).hasContent(broken);
    }
  }

  @Test
  void whatCannotBeStoredChangesNothing() throws Exception {
    Files.writeString(folder.resolve("shop"), "a file where the folder should be");
    assertThatThrownBy(() -> mark(Verdict.FALSE_ALARM)).isInstanceOf(IOException.class);
    at.next();
    assertThat(score("cart")).isEqualTo(1.4);
  }

  @Test
  void nothingHalfWrittenIsLeftBehind() throws Exception {
    mark(Verdict.FALSE_ALARM);
    mark(Verdict.REAL);
    try (Stream<Path> files = Files.list(folder.resolve("shop"))) {
      assertThat(files).containsExactly(folder.resolve("shop/feedback.json"));
    }
  }
}
