package io.kopula.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An evaluation as text for a console: one table an entity, then the means, then those of what the
 * rankings of variables are worth.
 */
public final class EvaluationTable {
  private record Column(String key, String title, int width, int digits) {}

  private static final List<Column> COLUMNS =
      List.of(
          new Column("auc_pr", "AUC-PR", 7, 3),
          new Column("vus_pr", "VUS-PR", 7, 3),
          new Column("auc_roc", "AUC-ROC", 8, 3),
          new Column("best_f1", "best F1", 8, 3),
          new Column("pa_f1", "PA-F1*", 7, 3),
          new Column("delay_steps", "delay steps", 12, 1),
          new Column("false_alarms_per_week", "false/week", 11, 2),
          new Column("fit_seconds", "fit s", 8, 2),
          new Column("score_seconds", "score s", 8, 2),
          new Column("peak_memory_mb", "MB", 6, 0));

  private static final List<Column> EXPLANATIONS =
      List.of(
          new Column("hit_rate_100", "Hit@100", 8, 3),
          new Column("hit_rate_150", "Hit@150", 8, 3),
          new Column("ndcg", "NDCG", 7, 3),
          new Column("interpretation_score", "IPS", 7, 3),
          new Column("hit_rate_100_pooled", "pooled@100", 11, 3),
          new Column("hit_rate_150_pooled", "@150", 7, 3),
          new Column("hit_rate_100_at_alarm", "at alarm@100", 13, 3),
          new Column("hit_rate_150_at_alarm", "@150", 7, 3),
          new Column("first_ranked_share", "first right", 12, 3));

  private static final String NOTE =
      "* inflated: one alarm counts as a whole incident found. MB: peak of the whole process.\n";

  private static final String EXPLAINED = "culprits";
  private static final String RANKS = "hit_rate_100";

  private static final String EXPLANATIONS_NOTE =
      "Hit: best step of each incident, so that chance is high (see random). pooled, IPS, first:"
          + " one\nranking an incident. at alarm: the first alarm's ranking, 0 without alarm.\n";

  private EvaluationTable() {}

  public static String render(EvaluationReport report) {
    StringBuilder text = new StringBuilder();
    int width = report.detectors().stream().mapToInt(String::length).max().orElse(0);
    report
        .entities()
        .forEach(
            (entity, measurements) -> {
              header(text, entity, width, COLUMNS);
              measurements.forEach(
                  (detector, measurement) ->
                      row(text, detector, width, COLUMNS, measurement.values()));
              text.append('\n');
            });
    header(text, "mean", width, COLUMNS);
    for (String detector : report.detectors()) {
      row(text, detector, width, COLUMNS, report.mean(detector));
    }
    text.append(NOTE);
    explanations(text, report, width);
    report.failures().forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.toString();
  }

  /** Nothing where no detector ranks variables or no incident has culprits. */
  private static void explanations(StringBuilder text, EvaluationReport report, int width) {
    List<String> ranking =
        report.detectors().stream()
            .filter(name -> !Double.isNaN(report.mean(name).getOrDefault(RANKS, Double.NaN)))
            .toList();
    if (!ranking.isEmpty()) {
      text.append('\n');
      header(text, EXPLAINED, width, EXPLANATIONS);
      ranking.forEach(name -> row(text, name, width, EXPLANATIONS, report.mean(name)));
      text.append(EXPLANATIONS_NOTE);
    }
  }

  private static void header(StringBuilder text, String name, int width, List<Column> columns) {
    text.append(pad(name, -Math.max(width, name.length())));
    columns.forEach(column -> text.append(pad(column.title(), column.width())));
    text.append('\n');
  }

  private static void row(
      StringBuilder text,
      String detector,
      int width,
      List<Column> columns,
      Map<String, Double> values) {
    text.append(pad(detector, -width));
    for (Column column : columns) {
      double value = values.getOrDefault(column.key(), Double.NaN);
      String cell =
          Double.isNaN(value)
              ? "-"
              : String.format(Locale.ROOT, "%." + column.digits() + "f", value);
      text.append(pad(cell, column.width()));
    }
    text.append('\n');
  }

  private static String pad(String text, int width) {
    return width == 0 ? text : String.format(Locale.ROOT, "%" + width + "s", text);
  }
}
