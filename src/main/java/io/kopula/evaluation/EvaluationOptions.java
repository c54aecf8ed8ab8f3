package io.kopula.evaluation;

/**
 * How to evaluate.
 *
 * @param threads entities evaluated at a time
 * @param buffer greatest buffer of VUS-PR, steps
 * @param falseAlarmsPerWeek to which detectors without calibration of their own are calibrated
 */
public record EvaluationOptions(int threads, int buffer, double falseAlarmsPerWeek) {
  public static final EvaluationOptions DEFAULT =
      new EvaluationOptions(1, DetectionMetrics.DEFAULT_BUFFER, 1);

  public EvaluationOptions {
    if (threads < 1) {
      throw new IllegalArgumentException("threads: expected 1 or more, found " + threads);
    }
  }

  public EvaluationOptions withThreads(int count) {
    return new EvaluationOptions(count, buffer, falseAlarmsPerWeek);
  }
}
