package io.kopula.export.micrometer;

import io.kopula.export.Metric;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes docs/metrics.md from the catalogue and a scrape of an example of each metric. */
final class MetricsDocument {
  private static final String INTRODUCTION =
      """
      # Metrics

      <!-- Generated from io.kopula.export.Metric. Do not edit: mvn -q test -Dtest=MetricsDocsTest -Ddocs.update=true -->

      Kopula serves these metrics at `/metrics` and, where OTLP is switched on, pushes the same ones \
      under the same names and labels.

      Metrics of a group carry the label `group`. Metrics of an entity carry `group` and the \
      group's `by` labels, exactly as configured; where groups have different `by` labels, a row \
      has empty values for the labels of the others, which Prometheus takes as absent. An entity \
      that is no longer scored disappears from the next scrape instead of showing an old value, \
      and so does a value that is not a number.

      Histograms come as `_bucket`, `_sum` and `_count`. At `/metrics` there is also a gauge with \
      the suffix `_max`: the largest value of the last two minutes or so.

      """;

  private MetricsDocument() {}

  static String generate(String scrape) {
    StringBuilder document = new StringBuilder(INTRODUCTION);
    document.append("| Metric | Type | Unit | Labels | Meaning |\n|---|---|---|---|---|\n");
    for (Metric metric : Metric.values()) {
      document.append(row(metric));
    }
    document.append("\n## Examples\n");
    for (Metric metric : Metric.values()) {
      document.append(example(metric, scrape));
    }
    return document.toString();
  }

  private static String row(Metric metric) {
    return "| [`%s`](#%s) | %s | %s | %s | %s |\n"
        .formatted(
            metric.exportedName(),
            metric.exportedName(),
            metric.kind().name().toLowerCase(Locale.ROOT),
            metric.unit(),
            labels(metric),
            metric.help());
  }

  private static String labels(Metric metric) {
    List<String> labels = new ArrayList<>();
    if (metric.scope() != Metric.Scope.PROCESS) {
      labels.add("`group`");
    }
    if (metric.scope() == Metric.Scope.ENTITY) {
      labels.add("by labels");
    }
    metric.labels().forEach(label -> labels.add("`" + label + "`"));
    return String.join(", ", labels);
  }

  private static String example(Metric metric, String scrape) {
    String name = metric.exportedName();
    String pattern = metric.kind() == Metric.Kind.HISTOGRAM ? name + "(_[a-z]+)?" : name;
    String lines =
        scrape
            .lines()
            .filter(
                line ->
                    line.matches("# (HELP|TYPE) " + name + " .*")
                        || line.matches(pattern + "[{ ].*"))
            .map(line -> line.replace("\",}", "\"}"))
            .collect(Collectors.joining("\n"));
    return "\n### %s\n\n```\n%s\n```\n".formatted(name, lines);
  }
}
