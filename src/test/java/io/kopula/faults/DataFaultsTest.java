package io.kopula.faults;

import static io.kopula.faults.WatchedShop.STEP;
import static io.kopula.faults.WatchedShop.WINDOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.testing.CapturedLog;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Faults of the data and of the clock, with a real model. A twin without the fault says what scores
 * should be: the same as soon as what the fault touched has left the window, or earlier.
 */
class DataFaultsTest {
  @TempDir static Path folder;

  private final CapturedLog log = new CapturedLog();
  private WatchedShop shop;
  private WatchedShop twin;

  @BeforeAll
  static void fit() {
    WatchedShop first = new WatchedShop(WatchedShop.models(folder));
    first.next(1).group.runBackground();
    first.next(1);
    assertThat(first.scores()).containsOnlyKeys("cart", "payment", "search");
    first.close();
  }

  @BeforeEach
  void start() {
    shop = new WatchedShop(WatchedShop.models(folder)).next(5);
    twin = new WatchedShop(WatchedShop.models(folder)).next(5);
    assertSameAsTwin();
  }

  @AfterEach
  void stop() {
    log.close();
    shop.close();
    twin.close();
  }

  private void next(int steps) {
    shop.next(steps);
    twin.next(steps);
  }

  /** Services with the scores that they have without the fault. */
  private void assertSameAsTwin() {
    Map<String, Double> expected = twin.scores();
    Map<String, Double> found = shop.scores();
    assertThat(found.keySet()).isEqualTo(expected.keySet()).isNotEmpty();
    expected.forEach(
        (service, score) -> assertThat(found.get(service)).isCloseTo(score, within(1e-4)));
  }

  /** The fault is over: soon all is as if it had never been. */
  private void recovers() {
    shop.source.fault = ShopSource.NONE;
    next(WINDOW + 6);
    assertSameAsTwin();
  }

  private double coverage(String service) {
    return shop.scrape().byService("kopula_coverage_ratio").get(service);
  }

  @Test
  void lateSamplesAreWaitedForAndScoresOfTheirStepsComeLater() {
    shop.source.fault = (variable, series) -> ShopSource.until(series, shop.step().minus(STEP));
    shop.setClock(shop.step()).next(2);
    twin.next(1);
    assertThat(shop.scrape().byService("kopula_last_scored_timestamp_seconds"))
        .as("the step before was scored when it was read")
        .containsEntry("cart", (double) shop.step().minus(STEP.multipliedBy(2)).getEpochSecond());
    shop.source.fault = ShopSource.NONE;
    shop.next(1);
    twin.next(2);
    assertSameAsTwin();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void whatIsNoNumberIsMissing(double value) {
    shop.source.fault = ShopSource.samples("cpu", (service, millis, usual) -> value);
    twin.source.fault = without("cpu");
    next(3);
    assertSameAsTwin();
    assertThat(coverage("cart")).isEqualTo(0.75);
    assertThat(shop.scrape().all("kopula_variable_value"))
        .allMatch(sample -> Double.isFinite(sample.value()));
    assertThat(shop.scores().values()).allMatch(Double::isFinite);
    twin.source.fault = ShopSource.NONE;
    recovers();
  }

  @Test
  void aVariableThatVanishesIsIntegratedOut() {
    shop.source.fault = without("cpu");
    next(3);
    assertThat(shop.scores()).containsOnlyKeys("cart", "payment", "search");
    assertThat(shop.scrape().sum("kopula_anomaly_active")).isZero();
    assertThat(coverage("cart")).isEqualTo(0.75);
    recovers();
    assertThat(coverage("cart")).isEqualTo(1);
  }

  @Test
  void aVariableThatTurnsConstantIsScoredAndAModelOfItFitted(@TempDir Path other) {
    shop.source.fault = ShopSource.samples("errors", (service, millis, usual) -> 0.01);
    next(WINDOW);
    assertThat(shop.scores().values()).hasSize(3).allMatch(Double::isFinite);
    recovers();
    try (WatchedShop fresh = new WatchedShop(WatchedShop.models(other))) {
      fresh.source.fault = ShopSource.samples("errors", (service, millis, usual) -> 0.01);
      fresh.next(1).group.runBackground();
      fresh.next(1);
      assertThat(fresh.scores().values()).hasSize(3).allMatch(Double::isFinite);
    }
  }

  @Test
  void aCounterThatFallsIsAnomalousAndOver() {
    Instant reset = shop.step().plus(STEP);
    shop.source.fault =
        ShopSource.samples(
            "traffic", (service, millis, usual) -> millis == reset.toEpochMilli() ? -1e9 : usual);
    next(1);
    assertThat(shop.scores().values()).allMatch(Double::isFinite).allMatch(score -> score > 1);
    recovers();
  }

  @Test
  void seriesThatComeTwiceAreLeftOutWithAWarning() {
    shop.source.fault =
        (variable, series) -> {
          List<TimeSeries> twice = new ArrayList<>(series);
          if (variable.equals("cpu")) {
            series.forEach(each -> twice.add(copyOf(each, Map.of("pod", "other"))));
          }
          return twice;
        };
    twin.source.fault = without("cpu");
    next(3);
    assertSameAsTwin();
    assertThat(shop.scrape().sum("kopula_source_warnings_total")).isGreaterThanOrEqualTo(3);
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("shop: cpu: several series for {service="))
        .singleElement()
        .asString()
        .contains("they differ in pod", "aggregate by [service]");
    twin.source.fault = ShopSource.NONE;
    recovers();
  }

  @Test
  void aThousandNewEntitiesDisturbNobodyAndLeaveNothing() {
    List<String> flood = IntStream.range(0, 1000).mapToObj(i -> "new-" + i).toList();
    Instant born = shop.step();
    shop.source.services.addAll(flood);
    shop.source.fault =
        (variable, series) ->
            series.stream().map(each -> isNew(each) ? since(each, born.plus(STEP)) : each).toList();
    next(3);
    assertSameAsTwin();
    assertThat(learning()).isEqualTo(1000);
    shop.group.runBackground();
    next(1);
    assertSameAsTwin();
    assertThat(shop.scrape().sum("kopula_model_fit_failures_total")).isZero();

    shop.source.services.removeAll(flood);
    recovers();
    assertThat(learning()).isZero();
    assertThat(shop.group.status().entities().values().stream().mapToInt(i -> i).sum())
        .isEqualTo(3);
  }

  private double learning() {
    return shop.scrape().sum("kopula_entities", Map.of("state", "learning"));
  }

  @Test
  void scoresGoWithTheirEntitiesAndComeBackWithThem() {
    List<String> all = List.copyOf(shop.source.services);
    shop.source.services.clear();
    next(3);
    assertThat(shop.scores()).isEmpty();
    assertThat(shop.scrape().all("kopula_variable_value")).isEmpty();
    assertThat(shop.scrape().sum("kopula_entities", Map.of("state", "scored"))).isZero();
    assertThat(shop.scrape().sum("kopula_cycles_total", Map.of("result", "failure"))).isZero();
    shop.source.services.addAll(all);
    next(1);
    assertThat(shop.scores()).containsOnlyKeys("cart", "payment", "search");
    recovers();
  }

  @Test
  void whatSourcesLoseIsNotScoredAndFitsWaitForHistory(@TempDir Path other) {
    shop.source.begin = shop.step().plus(STEP.multipliedBy(3)); // wiped, and scraped anew since
    next(2 * WINDOW);
    assertSameAsTwin();
    try (WatchedShop fresh = new WatchedShop(WatchedShop.models(other))) {
      fresh.source.begin = WatchedShop.START.minus(STEP.multipliedBy(50));
      fresh.next(1).group.runBackground();
      fresh.next(1);
      assertThat(fresh.scores()).isEmpty();
      assertThat(fresh.group.status().lastError())
          .isEqualTo("waiting for history: 52 of " + WatchedShop.MIN_POINTS + " points");
      assertThat(fresh.scrape().sum("kopula_model_fit_failures_total")).isZero();
    }
  }

  @Test
  void labelsOfEveryKindAreKept() {
    Set<String> odd =
        Set.of(
            "a \"quoted\" one",
            "two\nlines",
            "back\\slash\\n",
            "ünïcödé \ud83d\ude00 \u202e",
            "{}=,#",
            "x".repeat(10_000));
    shop.source.services.addAll(odd);
    next(1);
    for (int each = 0; each < 3; each++) {
      shop.group.runBackground(); // adopts them, after a look for newer models
      next(1);
    }
    assertThat(shop.scores().keySet())
        .containsAll(odd)
        .contains("cart", "search", "payment")
        .hasSize(9);
    twin.scores()
        .forEach(
            (service, score) ->
                assertThat(shop.scores().get(service)).isCloseTo(score, within(1e-4)));
  }

  @Test
  void aClockThatIsSetForwardAndBackIsFollowed() {
    Instant before = shop.step();
    shop.source.fault =
        (variable, series) -> ShopSource.until(series, before.plus(STEP.multipliedBy(10)));
    shop.setClock(before.plus(Duration.ofHours(5))).next(3);
    assertThat(shop.scores()).as("there are no such samples yet").isEmpty();

    shop.setClock(before);
    next(1);
    assertSameAsTwin();
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("shop: the clock was set back to " + shop.step()))
        .hasSize(1);
    assertThat(shop.group.incidents()).isEmpty();
    recovers();
  }

  @Test
  void aClockThatIsSetBackWithinTheWindowIsFollowed() {
    shop.setClock(shop.step().minus(STEP.multipliedBy(3)));
    twin.setClock(twin.step().minus(STEP.multipliedBy(3)));
    next(8);
    assertSameAsTwin();
    try (WatchedShop fresh = new WatchedShop(WatchedShop.models(folder))) {
      fresh.setClock(shop.step().minus(STEP)).next(1);
      twin.close();
      twin = fresh;
      assertSameAsTwin();
    }
    twin = new WatchedShop(WatchedShop.models(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"2026-03-29T00:30:00Z", "2026-10-25T00:30:00Z", "2028-02-28T23:30:00Z"})
  void everyStepOfAChangeOfClocksAndOfALeapDayIsScored(Instant start) {
    shop.setClock(start);
    int anomalous = 0;
    for (int step = 0; step < 90; step++) {
      shop.next(1);
      assertThat(shop.scrape().byService("kopula_last_scored_timestamp_seconds"))
          .containsEntry("cart", (double) shop.step().getEpochSecond());
      anomalous += shop.scores().get("cart") > 1 ? 1 : 0;
    }
    assertThat(shop.group.incidents()).isEmpty();
    assertThat(anomalous).isLessThan(9);
  }

  @Test
  void aSourceThatFailsForAWhileLeavesNoGap() {
    shop.source.fault =
        (variable, series) -> {
          throw new SourceException(FailureKind.UNAVAILABLE, "connection refused");
        };
    next(4);
    assertThat(shop.scores()).isEmpty();
    assertThat(shop.scrape().sum("kopula_source_failures_total", Map.of("kind", "unavailable")))
        .isEqualTo(16);
    assertThat(log.lines())
        .filteredOn(line -> line.startsWith("shop: cycle failed (unavailable): "))
        .hasSize(1);
    shop.source.fault = ShopSource.NONE;
    next(1);
    assertSameAsTwin();
  }

  private static ShopSource.Fault without(String gone) {
    return (variable, series) -> variable.equals(gone) ? List.of() : series;
  }

  private static boolean isNew(TimeSeries series) {
    return series.labels().getOrDefault("service", "").startsWith("new-");
  }

  private static TimeSeries since(TimeSeries series, Instant first) {
    int from = 0;
    while (from < series.length() && series.millis(from) < first.toEpochMilli()) {
      from++;
    }
    int begin = from;
    return TimeSeries.of(
        series.labels(),
        IntStream.range(begin, series.length()).mapToLong(series::millis).toArray(),
        IntStream.range(begin, series.length()).mapToDouble(series::value).toArray());
  }

  private static TimeSeries copyOf(TimeSeries series, Map<String, String> further) {
    Map<String, String> labels = new TreeMap<>(series.labels());
    labels.putAll(further);
    return TimeSeries.of(
        labels,
        IntStream.range(0, series.length()).mapToLong(series::millis).toArray(),
        IntStream.range(0, series.length()).mapToDouble(series::value).toArray());
  }
}
