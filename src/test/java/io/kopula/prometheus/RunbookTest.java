package io.kopula.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.prometheus.ShippedRules.Alert;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whoever an alert wakes finds what to do about it. */
class RunbookTest {
  private static final String TEXT = ShippedRules.read(Path.of("docs/runbook.md"));

  @Test
  void hasAHeadingForEachAlertAndNoOther() {
    assertThat(found("(?m)^## (.+)$", TEXT))
        .containsExactlyInAnyOrderElementsOf(
            ShippedRules.alerts().stream().map(Alert::name).toList());
  }

  @ParameterizedTest
  @MethodSource("io.kopula.prometheus.ShippedRules#alerts")
  void tellsMeaningImpactChecksAndWhatToDo(Alert alert) {
    assertThat(found("(?m)^\\*\\*([A-Z][a-z ]+)\\.\\*\\*", section(alert)))
        .containsExactly("Meaning", "Impact", "Checks", "What to do");
    assertThat(section(alert)).as("something to paste").contains("```promql\n");
  }

  @ParameterizedTest
  @MethodSource("io.kopula.prometheus.ShippedRules#alerts")
  void isWhereTheAlertPoints(Alert alert) {
    assertThat(alert.annotations().get("runbook_url"))
        .isEqualTo(
            "https://kopula.example/docs/runbook.md#" + alert.name().toLowerCase(Locale.ROOT));
  }

  @Test
  void linksLeadToItsOwnHeadings() {
    assertThat(found("\\]\\(#([^)]+)\\)", TEXT))
        .isSubsetOf(found("(?m)^## (.+)$", TEXT.toLowerCase(Locale.ROOT)));
  }

  /** As recording rules, since that is what promtool 2.42 parses without a server. */
  @Test
  void expressionsAreParsedByPrometheus(@TempDir Path folder) throws Exception {
    List<String> expressions = found("(?s)```promql\n(.*?)```", TEXT);
    List<Map<String, String>> rules = new ArrayList<>();
    for (String expression : expressions) {
      rules.add(Map.of("record", "runbook:expression:" + rules.size(), "expr", expression));
    }
    Path file = folder.resolve("rules.yml"); // YAML holds JSON
    Map<String, Object> group = Map.of("name", "runbook", "rules", rules);
    new ObjectMapper().writeValue(file.toFile(), Map.of("groups", List.of(group)));
    assertThat(
            Commands.run(Servers.require("promtool").toString(), "check", "rules", file.toString()))
        .contains("SUCCESS: " + expressions.size() + " rules found");
  }

  private static String section(Alert alert) {
    List<String> sections = found("(?ms)^## " + alert.name() + "$(.*?)(?=^## |\\z)", TEXT);
    assertThat(sections).hasSize(1);
    return sections.get(0);
  }

  private static List<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult m) -> m.group(1))
        .toList();
  }
}
