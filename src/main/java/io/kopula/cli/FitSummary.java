package io.kopula.cli;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.bundle.Manifest;
import io.kopula.bundle.Manifest.StoredEntity;
import io.kopula.config.PrometheusDuration;
import io.kopula.series.Entity;
import io.kopula.training.Fitting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a fit has come to, in a few lines. */
final class FitSummary {
  private FitSummary() {}

  /**
   * @param wanted seasons that the model was asked to learn
   */
  static List<String> lines(Bundle bundle, List<Duration> wanted, Duration took) {
    Manifest model = bundle.manifest();
    Duration step = model.step();
    long steps = Duration.between(model.dataFrom(), model.dataTo()).dividedBy(step) + 1;
    List<String> lines = new ArrayList<>();
    lines.add("model " + model.version() + " of " + model.model() + " in " + bundle.folder());
    lines.add(
        String.format(
            Locale.ROOT,
            "  data: %d steps of %s from %s to %s, %d %s",
            steps,
            PrometheusDuration.format(step),
            model.dataFrom(),
            model.dataTo(),
            model.variables().size(),
            model.variables().size() == 1 ? "variable" : "variables"));
    lines.add("  seasons learned: " + seasons(model.seasons(), wanted));
    lines.add(
        String.format(
            Locale.ROOT,
            "  held-back negative log-likelihood: %.4f nats a variable",
            model.likelihood()));
    model.entities().forEach(entity -> lines.add("  " + threshold(model, entity)));
    lines.add(String.format(Locale.ROOT, "  took %.1f s", took.toMillis() / 1e3));
    return lines;
  }

  private static String seasons(List<Duration> learned, List<Duration> wanted) {
    List<Duration> left = wanted.stream().filter(season -> !learned.contains(season)).toList();
    String text = learned.isEmpty() ? "none" : join(learned);
    return left.isEmpty() ? text : text + " (the data are too short for " + join(left) + ")";
  }

  private static String join(List<Duration> seasons) {
    return seasons.stream().map(PrometheusDuration::format).collect(Collectors.joining(", "));
  }

  private static String threshold(Manifest model, StoredEntity entity) {
    String rate =
        String.format(
            Locale.ROOT,
            "%s a week on %d held-back steps",
            count(model.falseAlarmsPerWeek()),
            entity.calibration().steps());
    String name = entity.labels().isEmpty() ? "" : " of " + new Entity(entity.labels());
    if (entity.calibration().fitted()) {
      return "threshold" + name + ": fitted to " + rate;
    }
    Duration enough =
        model
            .step()
            .multipliedBy(Fitting.leastCalibrated(model.step(), model.falseAlarmsPerWeek()));
    return "threshold"
        + name
        + ": conservative, too little history to fit it to "
        + rate
        + " (expected at least "
        + PrometheusDuration.format(enough)
        + ")";
  }

  private static String count(double alarms) {
    String number = alarms == Math.rint(alarms) ? String.valueOf((long) alarms) : "" + alarms;
    return number + (alarms == 1 ? " false alarm" : " false alarms");
  }
}
