package io.kopula.evaluation;

import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * What people would have seen at a threshold. A step is an alarm while its score is above the
 * threshold; adjoining alarms are one.
 *
 * @param incidents labelled incidents, those that adjoin taken as one
 * @param detected how many of them had an alarm
 * @param delaySteps mean over the incidents of the steps from onset to the first alarm within; a
 *     missed incident counts its whole length; NaN without incidents
 * @param falseAlarms runs of alarms outside the labelled incidents; an alarm that outlasts an
 *     incident counts
 * @param falseAlarmsPerWeek the same for a week of time outside the incidents; NaN without any
 */
public record Alarms(
    int incidents, int detected, double delaySteps, int falseAlarms, double falseAlarmsPerWeek) {
  private static final double WEEK_MILLIS = Duration.ofDays(7).toMillis();

  /**
   * @param scores [steps]
   * @param labels [steps], true within an incident
   */
  public static Alarms at(double threshold, double[] scores, boolean[] labels, Duration step) {
    if (scores.length != labels.length) {
      throw new IllegalArgumentException(
          "scores: expected one for each of " + labels.length + " labels, found " + scores.length);
    }
    Segments incidents = Segments.of(labels);
    int[] delays =
        IntStream.range(0, incidents.count())
            .map(i -> delay(threshold, scores, incidents.first(i), incidents.last(i)))
            .toArray();
    int detected = 0;
    for (int i = 0; i < delays.length; i++) {
      detected += incidents.first(i) + delays[i] <= incidents.last(i) ? 1 : 0;
    }
    boolean[] falsely = new boolean[scores.length];
    int normalSteps = 0;
    for (int i = 0; i < scores.length; i++) {
      falsely[i] = !labels[i] && scores[i] > threshold;
      normalSteps += labels[i] ? 0 : 1;
    }
    int falseAlarms = Segments.of(falsely).count();
    return new Alarms(
        incidents.count(),
        detected,
        Arrays.stream(delays).average().orElse(Double.NaN),
        falseAlarms,
        normalSteps == 0
            ? Double.NaN
            : falseAlarms * WEEK_MILLIS / ((double) normalSteps * step.toMillis()));
  }

  private static int delay(double threshold, double[] scores, int first, int last) {
    int step = first;
    while (step <= last && !(scores[step] > threshold)) {
      step++;
    }
    return step - first;
  }

  /**
   * The lowest threshold that leaves no more than {@code allowed} runs of alarms, as does every
   * higher one: calibration by counting, on steps taken as normal.
   *
   * @param scores [steps], at least one
   */
  static double thresholdFor(double[] scores, int allowed) {
    int[] ranked = DetectionMetrics.descending(scores);
    boolean[] alarm = new boolean[scores.length + 2];
    int runs = 0;
    for (int i = 0; i < ranked.length; i++) {
      int step = ranked[i] + 1;
      alarm[step] = true;
      runs += 1 - (alarm[step - 1] ? 1 : 0) - (alarm[step + 1] ? 1 : 0);
      boolean levelDone = i + 1 == ranked.length || scores[ranked[i + 1]] != scores[ranked[i]];
      if (levelDone && runs > allowed) {
        return scores[ranked[i]];
      }
    }
    return scores[ranked[ranked.length - 1]];
  }
}
