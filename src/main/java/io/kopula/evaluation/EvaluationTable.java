package io.kopula.evaluation;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as text for a console: one table an entity, then the means. */
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

  private static final String NOTE =
      "* inflated: one alarm counts as a whole incident found. MB: peak of the whole process.\n";

  private EvaluationTable() {}

  public static String render(EvaluationReport report) {
    StringBuilder text = new StringBuilder();
    int width = report.detectors().stream().mapToInt(String::length).max().orElse(0);
    report
        .entities()
        .forEach(
            (entity, measurements) -> {
              header(text, entity, width);
              measurements.forEach(
                  (detector, measurement) -> row(text, detector, width, measurement.values()));
              text.append('\n');
            });
    header(text, "mean", width);
    for (String detector : report.detectors()) {
      row(text, detector, width, report.mean(detector));
    }
    text.append(NOTE);
    report.failures().forEach(failure -> text.append("FAILED ").append(failure).append('\n'));
    return text.toString();
  }

  private static void header(StringBuilder text, String name, int width) {
    text.append(pad(name, -Math.max(width, name.length())));
    COLUMNS.forEach(column -> text.append(pad(column.title(), column.width())));
    text.append('\n');
  }

  private static void row(
      StringBuilder text, String detector, int width, Map<String, Double> values) {
    text.append(pad(detector, -width));
    for (Column column : COLUMNS) {
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
