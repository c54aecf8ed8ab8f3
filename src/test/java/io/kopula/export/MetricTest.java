package io.kopula.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The catalogue keeps the naming rules of Prometheus. */
class MetricTest {
  @Test
  void namesAreUnique() {
    assertThat(Arrays.stream(Metric.values()).map(Metric::exportedName)).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @EnumSource
  void namesSayWhatTheMetricIs(Metric metric) {
    assertThat(metric.exportedName())
        .isEqualTo("kopula_" + metric.name().toLowerCase(Locale.ROOT))
        .matches("[a-z]+(_[a-z]+)*")
        .doesNotMatch(".*_(bucket|sum|count|max)");
    assertThat(metric.exportedName().endsWith("_total"))
        .isEqualTo(metric.kind() == Metric.Kind.COUNTER);
  }

  @ParameterizedTest
  @EnumSource
  void labelsAreSnakeCaseAndNotReserved(Metric metric) {
    assertThat(metric.labels())
        .doesNotHaveDuplicates()
        .doesNotContain("group", "le", "quantile", "job", "instance")
        .allMatch(label -> label.matches("[a-z]+(_[a-z]+)*"));
  }

  @ParameterizedTest
  @EnumSource
  void onlyHistogramsHaveBucketsAndTheyAscend(Metric metric) {
    assertThat(metric.buckets().isEmpty()).isEqualTo(metric.kind() != Metric.Kind.HISTOGRAM);
    assertThat(metric.buckets()).isSorted().doesNotHaveDuplicates().allMatch(bound -> bound > 0);
  }

  /** Adapters may take them for durations. */
  @ParameterizedTest
  @EnumSource
  void histogramsAreInSeconds(Metric metric) {
    if (metric.kind() == Metric.Kind.HISTOGRAM) {
      assertThat(metric.unit()).isEqualTo("seconds");
    }
  }

  /** Their label names are fixed, so that adapters need no union of them. */
  @ParameterizedTest
  @EnumSource
  void onlyGaugesBelongToEntities(Metric metric) {
    if (metric.scope() == Metric.Scope.ENTITY) {
      assertThat(metric.kind()).isEqualTo(Metric.Kind.GAUGE);
    }
  }

  @ParameterizedTest
  @EnumSource
  void helpIsASentence(Metric metric) {
    assertThat(metric.help()).matches("[A-Z0-9].*\\.").doesNotContain("\n");
  }

  @Test
  void unitIsTheLastWordOfTheName() {
    assertThat(
            List.of(
                Metric.COVERAGE_RATIO.unit(),
                Metric.CYCLE_DURATION_SECONDS.unit(),
                Metric.CYCLES_TOTAL.unit()))
        .containsExactly("ratio", "seconds", "");
  }
}
