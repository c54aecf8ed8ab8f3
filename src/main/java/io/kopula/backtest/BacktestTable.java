package io.kopula.backtest;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A backtest as text for a console. */
public final class BacktestTable {
  /** Incidents and entities that are listed; the files have all. */
  private static final int MOST_ROWS = 100;

  private BacktestTable() {}

  public static List<String> lines(BacktestResult result) {
    List<String> lines = new ArrayList<>();
    for (GroupResult group : result.groups()) {
      if (!lines.isEmpty()) {
        lines.add("");
      }
      group(group, lines::add);
    }
    return lines;
  }

  private static void group(GroupResult group, Consumer<String> lines) {
    lines.accept(
        Words.format(
            "%s, %s to %s",
            group.group().name(),
            group.range().time(0),
            group.range().time(group.range().length() - 1)));
    if (!group.entities().isEmpty()) {
      lines.accept("  " + Words.verdict(group));
      lines.accept("  " + Words.allowed(group));
    }
    if (!Words.conservative(group).isEmpty()) {
      lines.accept("  " + Words.conservative(group));
    }
    group.warnings().forEach(each -> lines.accept("  warning: " + each));
    table(incidents(group), lines);
    table(entities(group), lines);
    lines.accept("");
    group.failed().forEach(each -> lines.accept("  FAILED " + each.what() + ": " + each.reason()));
    group
        .leftOut()
        .forEach(each -> lines.accept("  not scored: " + each.what() + ": " + each.reason()));
    group.models().stream()
        .limit(MOST_ROWS)
        .forEach(each -> lines.accept("  " + Words.model(each)));
    lines.accept("  " + Words.read(group.cost()));
    lines.accept("  " + Words.took(group.cost()));
    lines.accept("  " + Words.cycle(group));
    lines.accept("  " + Words.exported(group.cost()));
  }

  private static List<List<String>> incidents(GroupResult group) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("incident of", "from", "for", "score", "kind", "culprits"));
    for (FiredIncident each : group.incidents()) {
      rows.add(
          List.of(
              each.entity().id(),
              each.from().toString(),
              Words.lasted(each),
              Words.format("%.1f", each.score()),
              each.kind().label(),
              Words.culprits(each, ", ")));
    }
    return rows;
  }

  private static List<List<String>> entities(GroupResult group) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("entity", "steps", "coverage", "anomalous", "incidents", "alarms a week"));
    for (EntityResult each : group.entities()) {
      rows.add(
          List.of(
              each.entity().id(),
              Words.format("%,d", each.steps()),
              Words.format("%.1f %%", 100 * each.coverage()),
              Words.format("%.2f %%", 100 * each.anomalousShare()),
              String.valueOf(each.incidents()),
              Words.format("%.1f", each.alarmsPerWeek())));
    }
    return rows;
  }

  /** Nothing where there is only a heading. */
  private static void table(List<List<String>> rows, Consumer<String> lines) {
    if (rows.size() < 2) {
      return;
    }
    List<List<String>> shown = rows.subList(0, Math.min(rows.size(), MOST_ROWS + 1));
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    shown.forEach(
        row -> {
          for (int c = 0; c < columns; c++) {
            widths[c] = Math.max(widths[c], row.get(c).length());
          }
        });
    lines.accept("");
    for (List<String> row : shown) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < columns; c++) {
        line.append("  ").append(row.get(c)).append(" ".repeat(widths[c] - row.get(c).length()));
      }
      lines.accept(line.toString().stripTrailing());
    }
    if (shown.size() < rows.size()) {
      lines.accept("  and " + (rows.size() - shown.size()) + " more; --out=DIR writes all");
    }
  }
}
