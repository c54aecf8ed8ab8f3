package io.kopula.backtest;

import io.kopula.collector.IncidentLog;
import io.kopula.config.PrometheusDuration;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Numbers and findings as people read them, the same in the table and on the page. */
final class Words {
  private Words() {}

  static String format(String format, Object... arguments) {
    return String.format(Locale.ROOT, format, arguments);
  }

  static String duration(Duration duration) {
    return PrometheusDuration.format(duration);
  }

  static String seconds(Duration duration) {
    return format("%.1f s", duration.toMillis() / 1e3);
  }

  static String count(long number, String noun) {
    return format("%,d %s", number, number == 1 ? noun : noun + "s");
  }

  static String number(double value) {
    return Double.isNaN(value) ? "missing" : IncidentLog.text(value);
  }

  /** The verdict on a group, in a sentence. */
  static String verdict(GroupResult result) {
    return format(
        "%s in %s of %s: %.1f alarms a week, %.2f for each",
        count(result.incidents().size(), "incident"),
        duration(result.length()),
        result.entities().size() == 1 ? "1 entity" : result.entities().size() + " entities",
        result.alarmsPerWeek(),
        result.entities().isEmpty() ? 0 : result.alarmsPerWeek() / result.entities().size());
  }

  /** What the configuration says of normal data, to hold the verdict against. */
  static String allowed(GroupResult result) {
    return format(
        "alert.false_alarms_per_week allows normal data %.1f a week: %s for each",
        result.allowedPerWeek(), IncidentLog.text(result.group().alert().falseAlarmsPerWeek()));
  }

  static String lasted(FiredIncident incident) {
    return duration(incident.lasted()) + (incident.open() ? " and on" : "");
  }

  static String culprits(FiredIncident incident, String separator) {
    return incident.culprits().stream().map(Words::culprit).collect(Collectors.joining(separator));
  }

  private static String culprit(Culprit each) {
    String expected = Double.isNaN(each.expected()) ? "" : ", expected " + band(each);
    return format(
        "%s %.0f %% (%s%s)", each.variable(), 100 * each.share(), number(each.value()), expected);
  }

  private static String band(Culprit each) {
    return format("%s to %s", number(each.lower()), number(each.upper()));
  }

  static String model(UsedModel model) {
    return format(
        "model %s of %s: fitted on %s to %s, scores from %s",
        model.version(), model.name(), model.dataFrom(), model.dataTo(), model.scoresFrom());
  }

  static String read(Cost cost) {
    return format(
        "read: %s, %s, %s, %s",
        cost.read().queries() == 1 ? "1 query" : format("%,d queries", cost.read().queries()),
        count(cost.read().requests(), "request"),
        format("%,d series", cost.read().series()),
        count(cost.read().samples(), "sample"));
  }

  static String took(Cost cost) {
    return format(
        "took: reading %s, fitting %s, scoring %s",
        seconds(cost.reading()), seconds(cost.fitting()), seconds(cost.scoring()));
  }

  static String exported(Cost cost) {
    return format(
        "in use: %,d series in Kopula's scrape, at most %,d while all entities are unusual",
        cost.exported().usual(), cost.exported().most());
  }

  /** How many thresholds are conservative, empty where none is. */
  static String conservative(GroupResult result) {
    long number = result.entities().stream().filter(EntityResult::conservative).count();
    return number == 0
        ? ""
        : format(
            "history is too short for exact thresholds of %d of %d entities: they are conservative",
            number, result.entities().size());
  }

  /** What a cycle asks of the source. */
  static String cycle(GroupResult result) {
    return format(
        "in use: %s every %s",
        result.group().variables().size() == 1
            ? "1 query"
            : result.group().variables().size() + " queries",
        duration(result.group().step()));
  }
}
