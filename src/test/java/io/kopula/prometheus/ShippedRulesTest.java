package io.kopula.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.export.Metric;
import io.kopula.prometheus.ShippedRules.Alert;
import io.kopula.prometheus.ShippedRules.Case;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rules follow the conventions, name what Kopula exports, and do what their cases say. */
class ShippedRulesTest {
  /** A metric of Kopula's, or what a rule makes of it. */
  private static final Pattern METRIC =
      Pattern.compile("(?<![A-Za-z0-9_:/.-])((?:[a-z_]+:)?kopula_[a-z_]+(?::[a-z]+)?)");

  @ParameterizedTest
  @MethodSource("io.kopula.prometheus.ShippedRules#alerts")
  void alertsFollowTheConventions(Alert alert) {
    assertThat(alert.name()).matches("Kopula([A-Z][a-z]+)+");
    assertThat(alert.hold()).as("for").matches("\\d+[smhd]");
    assertThat(alert.labels().get("severity")).isIn("critical", "warning", "info");
    assertThat(alert.annotations())
        .containsKeys("summary", "description", "runbook_url")
        .allSatisfy((key, text) -> assertThat(text).as(key).isNotBlank());
    assertThat(alert.annotations().containsKey("selector"))
        .as("what the dashboard's link needs of an alert of an entity")
        .isEqualTo(alert.labels().containsKey("entity"));
    assertThat(alert.annotations().get("summary"))
        .as("the same sentence whatever fires")
        .doesNotContain("{{")
        .endsWith(".");
  }

  @ParameterizedTest
  @MethodSource("io.kopula.prometheus.ShippedRules#alerts")
  void eachAlertHasACaseInWhichItFiresAndOneInWhichItDoesNot(Alert alert) {
    List<Case> cases = ShippedRules.cases();
    assertThat(cases).contains(new Case(alert.name(), true), new Case(alert.name(), false));
  }

  @Test
  void casesAreOfAlertsThatThereAre() {
    assertThat(ShippedRules.cases())
        .extracting(Case::alert)
        .isSubsetOf(ShippedRules.alerts().stream().map(Alert::name).toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "prometheus/kopula-rules.yml",
        "prometheus/kopula-rules-test.yml",
        "prometheus/kopula-rules-week-test.yml",
        "docs/runbook.md"
      })
  void metricsAreThoseOfTheCatalogue(String file) {
    Set<String> named = new TreeSet<>();
    METRIC
        .matcher(ShippedRules.read(Path.of(file)))
        .results()
        .map((MatchResult match) -> match.group(1))
        .forEach(named::add);
    assertThat(named).isNotEmpty().isSubsetOf(exported());
  }

  @Test
  void promtoolAcceptsRulesAndConfigurationAndPassesTheCases() {
    String promtool = Servers.require("promtool").toString();
    Commands.run(
        promtool, "check", "rules", "--lint=all", "--lint-fatal", ShippedRules.RULES.toString());
    Commands.run(
        promtool, "check", "config", ShippedRules.FOLDER.resolve("prometheus.yml").toString());
    List<String> tests = new ArrayList<>(List.of(promtool, "test", "rules"));
    ShippedRules.TESTS.forEach(file -> tests.add(file.toString()));
    Commands.run(tests.toArray(String[]::new));
  }

  private static Set<String> exported() {
    Set<String> names = new TreeSet<>(ShippedRules.records());
    for (Metric metric : Metric.values()) {
      names.add(metric.exportedName());
      if (metric.kind() == Metric.Kind.HISTOGRAM) {
        for (String suffix : List.of("_bucket", "_sum", "_count")) {
          names.add(metric.exportedName() + suffix);
        }
      }
    }
    return names;
  }
}
