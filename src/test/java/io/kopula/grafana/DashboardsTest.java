package io.kopula.grafana;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The dashboards ask for what Kopula exports, and refer to each other. */
class DashboardsTest {
  /** What is not Kopula's own: alerts of Prometheus, and the process as Micrometer sees it. */
  private static final Set<String> FOREIGN =
      Set.of(
          "ALERTS",
          "jvm_gc_pause_seconds_sum",
          "jvm_memory_used_bytes",
          "jvm_threads_live_threads",
          "process_cpu_usage",
          "process_files_open_files");

  /** All of Kopula's, to be counted. */
  private static final String EVERYTHING = "kopula_.+";

  private final List<Dashboard> dashboards = Dashboard.all();

  @Test
  void theirAddressesAreFixed() {
    assertThat(dashboards)
        .extracting(Dashboard::uid)
        .containsExactly("kopula-collector", "kopula-entity", "kopula-overview");
  }

  @Test
  void askOnlyForWhatTheCatalogueHas() {
    assertThat(names())
        .isSubsetOf(
            Stream.of(exported(), FOREIGN, Set.of(EVERYTHING))
                .flatMap(Set::stream)
                .collect(Collectors.toSet()))
        .containsAll(FOREIGN);
  }

  @Test
  void showEveryMetricOfTheCatalogue() {
    Set<String> shown =
        names().stream().map(name -> name.replaceAll("_bucket$", "")).collect(Collectors.toSet());
    assertThat(shown)
        .containsAll(Arrays.stream(Metric.values()).map(Metric::exportedName).toList());
  }

  @Test
  void linksLeadToDashboardsAndVariablesThatThereAre() {
    Set<String> links = new TreeSet<>();
    dashboards.forEach(
        each ->
            each.json().findValuesAsText("url").stream()
                .filter(url -> !url.isEmpty())
                .forEach(links::add));
    assertThat(links)
        .isNotEmpty()
        .allSatisfy(url -> assertThat(url).startsWith("/d/kopula-entity?").contains("var-entity="));
    assertThat(Dashboard.named("kopula-entity").variables()).containsKey("entity");
    assertThat(dashboards)
        .allSatisfy(
            each ->
                assertThat(each.json().at("/links/0/tags")).isEqualTo(each.json().path("tags")));
  }

  @Test
  void everyQueryReadsTheChosenDataSource() {
    for (Dashboard dashboard : dashboards) {
      assertThat(dashboard.json().findValues("datasource"))
          .allSatisfy(
              source -> {
                assertThat(source.path("type").asText()).isEqualTo("prometheus");
                assertThat(source.path("uid").asText()).isEqualTo("${datasource}");
              });
      assertThat(dashboard.json().at("/templating/list/0/type").asText()).isEqualTo("datasource");
    }
  }

  @Test
  void namesAreFoundInPromql() {
    assertThat(
            MetricNames.of(
                "sum by (a, kopula_b) (rate(x_total{l=\"kopula_c\"}[$__rate_interval])) and on (d) "
                    + "y${z:raw} > 0 or max without (${e:csv}) ({__name__=~\"f|g\"}"
                    + " @ end()) unless time()"))
        .containsExactlyInAnyOrder("x_total", "y", "f", "g");
  }

  private Set<String> names() {
    Set<String> names = new TreeSet<>();
    for (Dashboard dashboard : dashboards) {
      dashboard.queries().forEach(query -> names.addAll(MetricNames.of(query.expression())));
      dashboard.variables().values().stream()
          .map(variable -> variable.query().replaceAll("^label_values\\((.*), \\w+\\)$", "$1"))
          .forEach(query -> names.addAll(MetricNames.of(query)));
    }
    return names;
  }

  private static Set<String> exported() {
    Set<String> names = new TreeSet<>();
    for (Metric metric : Metric.values()) {
      if (metric.kind() == Metric.Kind.HISTOGRAM) {
        names.addAll(
            Stream.of("_bucket", "_sum", "_count").map(metric.exportedName()::concat).toList());
      } else {
        names.add(metric.exportedName());
      }
    }
    return names;
  }
}
