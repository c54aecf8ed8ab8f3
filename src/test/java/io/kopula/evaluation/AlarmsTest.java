package io.kopula.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class AlarmsTest {
  private static final Duration STEP = Duration.ofHours(1);

  @Test
  void delayIsFromOnsetAndAMissedIncidentCountsItsLength() {
    boolean[] labels = labels("..####..###.");
    Alarms alarms = Alarms.at(0.5, scores("....1...... "), labels, STEP);
    assertThat(alarms.incidents()).isEqualTo(2);
    assertThat(alarms.detected()).isEqualTo(1);
    assertThat(alarms.delaySteps()).isEqualTo((2 + 3) / 2.0);
    assertThat(alarms.falseAlarms()).isZero();
  }

  @Test
  void adjoiningFalseAlarmsAreOne() {
    boolean[] labels = labels(".....##.......");
    Alarms alarms = Alarms.at(0.5, scores("11.1.11.1.....".replace('.', '0')), labels, STEP);
    assertThat(alarms.falseAlarms()).isEqualTo(3);
    assertThat(alarms.falseAlarmsPerWeek()).isCloseTo(3 * 168 / 12.0, Offset.offset(1e-9));
    assertThat(alarms.delaySteps()).isZero();
  }

  @Test
  void anAlarmThatOutlastsItsIncidentIsAFalseOneToo() {
    Alarms alarms = Alarms.at(0.5, scores("0011110"), labels("..##..."), STEP);
    assertThat(alarms.falseAlarms()).isEqualTo(1);
  }

  @Test
  void aScoreAtTheThresholdIsNoAlarm() {
    Alarms alarms = Alarms.at(1, scores("0110"), labels("...."), STEP);
    assertThat(alarms.falseAlarms()).isZero();
    assertThat(alarms.delaySteps()).isNaN();
  }

  @Test
  void everythingLabelledHasNoFalseAlarmRate() {
    assertThat(Alarms.at(0, scores("11"), labels("##"), STEP).falseAlarmsPerWeek()).isNaN();
  }

  @Test
  void thresholdLeavesTheAllowedRuns() {
    double[] scores = {1, 9, 8, 1, 7, 1, 5, 6, 1};
    assertThat(Alarms.thresholdFor(scores, 0)).isEqualTo(9);
    assertThat(Alarms.thresholdFor(scores, 1)).isEqualTo(7);
    assertThat(Alarms.thresholdFor(scores, 2)).isEqualTo(6);
    assertThat(Alarms.thresholdFor(scores, 3)).isEqualTo(1);
    for (int allowed = 0; allowed < 3; allowed++) {
      double threshold = Alarms.thresholdFor(scores, allowed);
      assertThat(Alarms.at(threshold, scores, new boolean[9], STEP).falseAlarms())
          .isEqualTo(allowed);
    }
  }

  private static boolean[] labels(String text) {
    boolean[] labels = new boolean[text.length()];
    for (int i = 0; i < labels.length; i++) {
      labels[i] = text.charAt(i) == '#';
    }
    return labels;
  }

  private static double[] scores(String text) {
    return text.chars().mapToDouble(c -> c == '1' ? 1 : 0).toArray();
  }
}
