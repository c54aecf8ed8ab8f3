package io.kopula.evaluation;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * How a detector did on an entity.
 *
 * @param explanations what its rankings of variables are worth, alarms taken at {@code threshold}
 * @param alarms at {@code threshold}
 * @param threshold calibrated on training data only
 * @param fitSeconds wall-clock time of the fit, without calibration by counting
 * @param scoreSeconds wall-clock time of scoring the whole test part
 * @param peakMemoryMegabytes greatest resident memory of the whole process during fit and score;
 *     NaN where the system does not tell
 */
public record Measurement(
    DetectionMetrics metrics,
    Alarms alarms,
    ExplanationMetrics explanations,
    double threshold,
    double fitSeconds,
    double scoreSeconds,
    double peakMemoryMegabytes) {
  /** The numbers that may be averaged over entities, by their names in {@code evaluation.json}. */
  public Map<String, Double> values() {
    Map<String, Double> values = new LinkedHashMap<>();
    values.put("auc_pr", metrics.aucPr());
    values.put("auc_roc", metrics.aucRoc());
    values.put("vus_pr", metrics.vusPr());
    values.put("best_f1", metrics.bestF1());
    values.put("pa_f1", metrics.pointAdjustedF1());
    values.put("delay_steps", alarms.delaySteps());
    values.put("incidents", (double) alarms.incidents());
    values.put("detected", (double) alarms.detected());
    values.put("false_alarms_per_week", alarms.falseAlarmsPerWeek());
    values.put("hit_rate_100", explanations.best().at100());
    values.put("hit_rate_150", explanations.best().at150());
    values.put("ndcg", explanations.ndcg());
    values.put("interpretation_score", explanations.interpretationScore());
    values.put("hit_rate_100_pooled", explanations.pooled().at100());
    values.put("hit_rate_150_pooled", explanations.pooled().at150());
    values.put("hit_rate_100_at_alarm", explanations.atAlarm().at100());
    values.put("hit_rate_150_at_alarm", explanations.atAlarm().at150());
    values.put("first_ranked_share", explanations.firstRankedShare());
    values.put("fit_seconds", fitSeconds);
    values.put("score_seconds", scoreSeconds);
    values.put("peak_memory_mb", peakMemoryMegabytes);
    return values;
  }
}
