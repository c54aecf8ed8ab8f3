package io.kopula.export.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import io.kopula.export.MetricSink.Row;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class MicrometerSinkTest {
  private final Scrape scrape = new Scrape();
  private final MicrometerSink sink = new MicrometerSink(scrape.registry());

  @Test
  void rowsAppearUnderTheCataloguesNameWithTheirLabels() {
    sink.setGauge(Metric.ANOMALY_SCORE, "shop", List.of(row(1.5, "group", "shop", "pod", "a")));

    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly("kopula_anomaly_score{group=\"shop\",pod=\"a\",} 1.5");
    assertThat(scrape.text())
        .contains("# TYPE kopula_anomaly_score gauge")
        .contains("# HELP kopula_anomaly_score " + Metric.ANOMALY_SCORE.help());
  }

  @Test
  void vanishedRowsAreGoneFromTheNextScrapeAndOnlyThose() {
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "pod", "x"), row(2, "pod", "y")));
    sink.setGauge(Metric.ANOMALY_SCORE, "b", List.of(row(3, "pod", "z")));

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(4, "pod", "y")));
    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly(
            "kopula_anomaly_score{pod=\"y\",} 4.0", "kopula_anomaly_score{pod=\"z\",} 3.0");

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of());
    sink.setGauge(Metric.ANOMALY_SCORE, "b", List.of());
    assertThat(scrape.lines("kopula_anomaly_score")).isEmpty();
  }

  @Test
  void rowsWithoutANumberAreLeftOutUntilTheyHaveOne() {
    sink.setGauge(
        Metric.VARIABLE_VALUE, "a", List.of(row(Double.NaN, "pod", "x"), row(2, "pod", "y")));
    assertThat(scrape.lines("kopula_variable_value"))
        .containsExactly("kopula_variable_value{pod=\"y\",} 2.0");

    sink.setGauge(
        Metric.VARIABLE_VALUE, "a", List.of(row(1, "pod", "x"), row(Double.NaN, "pod", "y")));
    assertThat(scrape.lines("kopula_variable_value"))
        .containsExactly("kopula_variable_value{pod=\"x\",} 1.0");
  }

  @Test
  void infiniteValuesAreExported() {
    sink.setGauge(Metric.VARIABLE_VALUE, "a", List.of(row(Double.POSITIVE_INFINITY, "pod", "x")));
    assertThat(scrape.lines("kopula_variable_value"))
        .containsExactly("kopula_variable_value{pod=\"x\",} +Inf");
  }

  @Test
  void groupsWithOtherLabelsShareAMetricThroughEmptyValues() {
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "group", "a", "pod", "x")));
    sink.setGauge(Metric.ANOMALY_SCORE, "b", List.of(row(2, "group", "b", "host", "h")));
    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly(
            "kopula_anomaly_score{group=\"a\",host=\"\",pod=\"x\",} 1.0",
            "kopula_anomaly_score{group=\"b\",host=\"h\",pod=\"\",} 2.0");

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of());
    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly("kopula_anomaly_score{group=\"b\",host=\"h\",pod=\"\",} 2.0");
    assertThat(failures()).isZero();
  }

  @Test
  void labelNamesStayAsConfiguredWhileOtherMetersKeepTheirConvention() {
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "clusterName", "eu", "_x", "y")));
    scrape.registry().counter("jvm.gc.pauses", "gc.name", "G1").increment();

    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly("kopula_anomaly_score{_x=\"y\",clusterName=\"eu\",} 1.0");
    assertThat(scrape.lines("jvm_gc_pauses_total"))
        .containsExactly("jvm_gc_pauses_total{gc_name=\"G1\",} 1.0");
  }

  @Test
  void labelValuesAreEscaped() {
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "pod", "a\"b\\c\nd ü")));
    assertThat(scrape.lines("kopula_anomaly_score"))
        .containsExactly("kopula_anomaly_score{pod=\"a\\\"b\\\\c\\nd ü\",} 1.0");
  }

  @Test
  void countersAddUpUnderTheirOwnName() {
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a", "result", "success"), 1);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("result", "success", "group", "a"), 2);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a", "result", "failure"), 0);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a", "result", "failure"), Double.NaN);

    assertThat(scrape.lines("kopula_cycles_total"))
        .containsExactly(
            "kopula_cycles_total{group=\"a\",result=\"failure\",} 0.0",
            "kopula_cycles_total{group=\"a\",result=\"success\",} 3.0");
  }

  @Test
  void aGroupThatIsNoMoreIsForgotten() {
    for (String group : List.of("a", "b")) {
      sink.increment(Metric.CYCLES_TOTAL, Map.of("group", group, "result", "success"), 1);
      sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of("group", group), 0.1);
    }

    sink.forget("a");

    assertThat(scrape.text()).doesNotContain("group=\"a\"").contains("group=\"b\"");
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a", "result", "success"), 1);
    assertThat(scrape.lines("kopula_cycles_total"))
        .as("one of that name starts at nothing")
        .contains("kopula_cycles_total{group=\"a\",result=\"success\",} 1.0");
  }

  @Test
  void histogramsHaveExactlyTheCataloguesBuckets() {
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of("group", "a"), 0.3);
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of("group", "a"), 400);
    sink.observe(Metric.CYCLE_DURATION_SECONDS, Map.of("group", "a"), Double.NaN);

    List<String> buckets = scrape.lines("kopula_cycle_duration_seconds_bucket");
    assertThat(buckets).hasSize(Metric.CYCLE_DURATION_SECONDS.buckets().size() + 1);
    assertThat(buckets)
        .contains(
            "kopula_cycle_duration_seconds_bucket{group=\"a\",le=\"0.25\",} 0.0",
            "kopula_cycle_duration_seconds_bucket{group=\"a\",le=\"0.5\",} 1.0",
            "kopula_cycle_duration_seconds_bucket{group=\"a\",le=\"+Inf\",} 2.0");
    assertThat(scrape.lines("kopula_cycle_duration_seconds_sum"))
        .containsExactly("kopula_cycle_duration_seconds_sum{group=\"a\",} 400.3");
    assertThat(scrape.text()).doesNotContain("seconds_seconds");
  }

  @Test
  void whatCannotBeRegisteredIsCountedAndHarmsNothingElse() {
    scrape.registry().counter("kopula_anomaly_active", "kopula:pod", "x");
    sink.setGauge(Metric.ANOMALY_ACTIVE, "a", List.of(row(1, "pod", "x")));
    sink.increment(Metric.CYCLES_TOTAL, Map.of("group", "a"), 1);
    sink.increment(Metric.CYCLES_TOTAL, Map.of("other", "label"), 1);
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "pod", "x")));

    assertThat(failures()).isEqualTo(2);
    assertThat(scrape.lines("kopula_anomaly_score")).hasSize(1);
  }

  @Test
  void aRowThatStaysKeepsItsMeter() {
    AtomicInteger added = new AtomicInteger();
    AtomicInteger removed = new AtomicInteger();
    scrape.registry().config().onMeterAdded(meter -> added.incrementAndGet());
    scrape.registry().config().onMeterRemoved(meter -> removed.incrementAndGet());
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(1, "pod", "x"), row(1, "pod", "y")));
    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of(row(2, "pod", "x"), row(2, "pod", "z")));

    assertThat(List.of(added.get(), removed.get())).containsExactly(3, 1);
  }

  @Test
  @Timeout(120)
  void manyRowsAreUpdatedInPlace() {
    AtomicInteger added = new AtomicInteger();
    scrape.registry().config().onMeterAdded(meter -> added.incrementAndGet());
    sink.setGauge(Metric.ANOMALY_SCORE, "a", many(1));
    sink.setGauge(Metric.ANOMALY_SCORE, "a", many(2));
    assertThat(added).hasValue(100_000);
    assertThat(scrape.lines("kopula_anomaly_score")).hasSize(100_000);

    sink.setGauge(Metric.ANOMALY_SCORE, "a", List.of());
    assertThat(scrape.registry().getMeters()).filteredOn(Gauge.class::isInstance).isEmpty();
  }

  @Test
  void ownersUpdateAtTheSameTimeWhileBeingScraped() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> owners = new ArrayList<>();
      for (String owner : List.of("a", "b", "c")) {
        owners.add(threads.submit(() -> churn(owner)));
      }
      Future<?> scraper = threads.submit(() -> IntStream.range(0, 200).forEach(i -> scrape.text()));
      for (Future<?> owner : owners) {
        owner.get();
      }
      scraper.get();
    } finally {
      threads.shutdownNow();
    }
    assertThat(scrape.lines("kopula_anomaly_score")).hasSize(3 * 50);
    assertThat(failures()).isZero();
  }

  private void churn(String owner) {
    for (int round = 0; round < 100; round++) {
      int last = round;
      sink.setGauge(
          Metric.ANOMALY_SCORE,
          owner,
          IntStream.range(0, 50)
              .mapToObj(i -> row(last, "group", owner, "label_" + owner, "pod-" + i * (last + 1)))
              .toList());
      sink.increment(Metric.CYCLES_TOTAL, Map.of("group", owner, "result", "success"), 1);
    }
  }

  private static List<Row> many(double value) {
    return IntStream.range(0, 100_000)
        .mapToObj(i -> row(value, "group", "a", "namespace", "n" + i % 100, "pod", "pod-" + i))
        .toList();
  }

  private double failures() {
    Meter counter = scrape.registry().get(Metric.EXPORT_FAILURES_TOTAL.exportedName()).meter();
    return counter.measure().iterator().next().getValue();
  }

  static Row row(double value, String... labels) {
    Map<String, String> all = new HashMap<>();
    for (int i = 0; i < labels.length; i += 2) {
      all.put(labels[i], labels[i + 1]);
    }
    return new Row(all, value);
  }
}
