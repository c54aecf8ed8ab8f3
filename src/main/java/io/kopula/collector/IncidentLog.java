package io.kopula.collector;

import io.kopula.series.Contribution;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Score;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;

/**
 * One line for people when an incident begins, and one when it is over:
 *
 * <pre>
 * incident {service="cart"} of shop: score 3.2; request_rate 41 % (no longer fits the others; 31 after 84), … (id 5f0c91c2d1a3b7e4)
 * incident {service="cart"} of shop is quiet (maintenance backup): score 3.2 (id 5f0c91c2d1a3b7e4)
 * incident {service="cart"} of shop is over after 14s, highest score 4.0
 * </pre>
 */
public final class IncidentLog {
  private static final Logger LOG = Logger.getLogger("io.kopula.incident");
  private static final int MOST_VARIABLES = 3;

  /** Variables with a smaller part of what raises the score are not named, unless all are. */
  private static final double LEAST_SHARE = 0.05;

  private final Consumer<String> lines;

  public IncidentLog(Consumer<String> lines) {
    this.lines = lines;
  }

  /** Writes to the log, category {@code io.kopula.incident}. */
  public static IncidentLog toLog() {
    return new IncidentLog(LOG::info);
  }

  /**
   * @param window the values that were scored, the last step last
   * @param before steps of the window before the incident
   * @param id of the incident, as the API names it
   */
  void opened(String group, Score score, Frame window, int before, String id) {
    List<Contribution> largest =
        score.contributions().stream()
            .sorted(Comparator.comparingDouble(Contribution::total).reversed())
            .limit(MOST_VARIABLES)
            .toList();
    List<Contribution> named =
        largest.stream().filter(each -> share(each, score) >= LEAST_SHARE).toList();
    lines.accept(
        String.format(
            Locale.ROOT,
            "incident %s: score %.1f; %s (id %s)",
            subject(group, score.entity()),
            score.highest(),
            (named.isEmpty() ? largest : named)
                .stream()
                    .map(each -> describe(each, score, window, before))
                    .collect(Collectors.joining(", ")),
            id));
  }

  /** From now on nobody is told of it. */
  void quieted(String group, Score score, Quiet quiet, String id) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "incident %s is quiet (%s): score %.1f (id %s)",
            subject(group, score.entity()),
            quiet.text(),
            score.highest(),
            id));
  }

  void quietOver(String group, Entity entity, Duration lasted, double highest) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "quiet incident %s is over after %s, highest score %.1f",
            subject(group, entity),
            text(lasted),
            highest));
  }

  void closed(String group, Entity entity, Duration lasted, double highest) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "incident %s is over after %s, highest score %.1f",
            subject(group, entity),
            text(lasted),
            highest));
  }

  void vanished(String group, Entity entity, Duration lasted, double highest) {
    lines.accept(
        String.format(
            Locale.ROOT,
            "incident %s is over after %s: it is no longer scored; highest score %.1f",
            subject(group, entity),
            text(lasted),
            highest));
  }

  private static String subject(String group, Entity entity) {
    return entity.labels().isEmpty() ? "of " + group : entity.id() + " of " + group;
  }

  private static String describe(Contribution each, Score score, Frame window, int before) {
    String why =
        each.dependence() >= each.marginal() ? "no longer fits the others" : "unusual value";
    return String.format(
        Locale.ROOT,
        "%s %.0f %% (%s%s)",
        each.variable(),
        100 * share(each, score),
        why,
        values(window, window.variables().indexOf(each.variable()), before));
  }

  /** The value now, and the usual one of the steps before. */
  private static String values(Frame window, int variable, int before) {
    if (variable < 0 || window.length() == 0 || !window.isPresent(window.length() - 1, variable)) {
      return "; missing";
    }
    double now = window.value(window.length() - 1, variable);
    double[] earlier =
        IntStream.range(0, Math.max(0, Math.min(before, window.length() - 1)))
            .mapToDouble(step -> window.value(step, variable))
            .filter(Double::isFinite)
            .sorted()
            .toArray();
    return earlier.length == 0
        ? "; " + text(now)
        : "; " + text(now) + " after " + text(median(earlier));
  }

  private static double median(double[] sorted) {
    return Arrays.stream(sorted, (sorted.length - 1) / 2, sorted.length / 2 + 1)
        .average()
        .orElse(Double.NaN);
  }

  /** Its part of what raises the score; others may lower it. */
  private static double share(Contribution each, Score score) {
    double raising = score.contributions().stream().mapToDouble(c -> Math.max(0, c.total())).sum();
    return raising > 0 ? each.total() / raising : 0;
  }

  /** Three digits, as people read them. */
  public static String text(double value) {
    double magnitude = Math.abs(value);
    if (magnitude >= 1e6) {
      return String.format(Locale.ROOT, "%.3g", value).replace("e+0", "e").replace("e+", "e");
    }
    if (magnitude >= 100 || value == 0) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    int decimals = (int) Math.min(6, 2 - Math.floor(Math.log10(magnitude)));
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  private static String text(Duration duration) {
    return duration.toString().substring(2).toLowerCase(Locale.ROOT);
  }
}
