package io.kopula.cli;

import io.kopula.config.GroupConfig;
import io.kopula.config.ParsedConfiguration;
import io.kopula.config.Problem;
import io.kopula.config.PrometheusDuration;
import io.kopula.training.Fitting;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Tells which groups read too little history for the false-alarm rate that they ask for. */
final class CalibrationCheck {
  private CalibrationCheck() {}

  static List<Problem> of(ParsedConfiguration parsed) {
    List<Problem> warnings = new ArrayList<>();
    List<GroupConfig> groups = parsed.configuration().groups();
    for (int index = 0; index < groups.size(); index++) {
      GroupConfig group = groups.get(index);
      double alarms = group.alert().falseAlarmsPerWeek();
      Duration least = group.step().multipliedBy(Fitting.leastCalibrated(group.step(), alarms));
      Duration window = group.fit().window();
      if (window.compareTo(least) < 0) {
        warnings.add(
            parsed
                .places()
                .get(index)
                .problem(
                    "fit.window",
                    String.format(
                        Locale.ROOT,
                        "at least %s for thresholds at %s false alarms a week (they will be"
                            + " conservative)",
                        PrometheusDuration.format(least),
                        number(alarms)),
                    PrometheusDuration.format(window)));
      }
    }
    return warnings;
  }

  private static String number(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf(value);
  }
}
