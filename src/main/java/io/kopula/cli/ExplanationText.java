package io.kopula.cli;

import io.kopula.collector.Explained;
import io.kopula.config.PrometheusDuration;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Expectation;
import io.kopula.series.Explanation;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** An explanation for people: a table with bars, and the broken relations in words. */
final class ExplanationText {
  private static final int LONGEST_BAR = 26;
  private static final String MARGINAL = "\u2588";
  private static final String DEPENDENCE = "\u2592";

  private ExplanationText() {}

  /**
   * @param of what was explained
   */
  static List<String> lines(String of, Explained explained) {
    Explanation explanation = explained.explanation();
    Score score = explanation.score();
    Frame window = explained.window();
    List<String> lines = new ArrayList<>();
    lines.add(
        format(
            "%s at %s: score %.2f, relations %.2f; %s",
            of,
            score.time(),
            score.value(),
            score.relations(),
            score.isAnomalous()
                ? "anomalous, above 1, of kind " + explanation.kind().label()
                : "normal, neither above 1"));
    lines.add(
        format(
            "model %s fitted at %s; window of %d steps of %s; %.0f %% of the variables have a value",
            explained.model().version(),
            explained.model().fittedAt(),
            window.length(),
            PrometheusDuration.format(window.grid().step()),
            100 * score.coverage()));
    lines.add("");
    table(explained, lines);
    if (!explanation.relations().isEmpty()) {
      lines.add("");
      explanation.relations().forEach(each -> lines.add(sentence(each)));
    }
    return lines;
  }

  private static void table(Explained explained, List<String> lines) {
    Score score = explained.explanation().score();
    int widest =
        score.contributions().stream().mapToInt(c -> c.variable().length()).max().orElse(0);
    String row =
        "%-" + Math.max(widest, "variable".length()) + "s %6s  %-" + LONGEST_BAR + "s %10s  %s";
    lines.add(
        format(
            row,
            "variable",
            "share",
            MARGINAL + " unusual value, " + DEPENDENCE + " misfit",
            "value",
            "expected, nine of ten"));
    score.contributions().stream()
        .sorted(Comparator.comparingDouble(each -> -Math.abs(each.total())))
        .forEach(
            each ->
                lines.add(
                    format(
                            row,
                            each.variable(),
                            format("%.2f", each.total()),
                            bar(each, score.highest()),
                            value(each.variable(), explained.window()),
                            expected(each.variable(), score))
                        .stripTrailing()));
  }

  private static String bar(Contribution each, double highest) {
    double scale = highest > 0 ? LONGEST_BAR / highest : 0;
    int marginal = (int) Math.round(Math.max(0, each.marginal()) * scale);
    int both =
        (int) Math.round((Math.max(0, each.marginal()) + Math.max(0, each.dependence())) * scale);
    int longest = Math.min(LONGEST_BAR, both);
    int first = Math.min(marginal, longest);
    return MARGINAL.repeat(first) + DEPENDENCE.repeat(longest - first);
  }

  private static String value(String variable, Frame window) {
    double value = window.value(window.length() - 1, window.variables().indexOf(variable));
    return Double.isNaN(value) ? "missing" : number(value);
  }

  private static String expected(String variable, Score score) {
    Optional<Expectation> found =
        score.expectations().stream().filter(e -> e.variable().equals(variable)).findFirst();
    return found
        .map(e -> number(e.median()) + " (" + number(e.lower()) + " to " + number(e.upper()) + ")")
        .orElse("");
  }

  private static String sentence(BrokenRelation each) {
    String what =
        switch (each.movement()) {
          case TOGETHER -> "%s and %s move together, usually opposite ways";
          case OPPOSITE -> "%s and %s move opposite ways, usually together";
          case ALONE -> "%s moves, %s does not move with it";
          case OUT_OF_PROPORTION -> "%s moves too far for %s, though the usual way";
        };
    return format(what, each.variable(), each.other())
        + format(" (correlation %.2f; %.1f nats)", each.correlation(), each.deviation());
  }

  private static String number(double value) {
    return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  private static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }
}
