package io.kopula.export;

import java.util.List;
import java.util.Locale;

/**
 * The catalogue of all metrics Kopula exports. docs/metrics.md is generated from it; adapters,
 * rules and dashboards name no other metric. What it says is exported to the letter: no adapter
 * adds suffixes or changes the case of a label.
 */
public enum Metric {
  ANOMALY_SCORE(
      "kopula_anomaly_score",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "How improbable the values of an entity's variables together are: 0 to 1 normal, above 1"
          + " anomalous. Normal data exceed 1 in this or in kopula_relations_score at the configured"
          + " false-alarm rate."),
  RELATIONS_SCORE(
      "kopula_relations_score",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "How far a variable has come loose from the others, on the scale of kopula_anomaly_score: above"
          + " 1 they no longer go together, though each may still look normal."),
  ANOMALY_ACTIVE(
      "kopula_anomaly_active",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "1 while an entity is in an incident, else 0."),
  ANOMALY_QUIET(
      "kopula_anomaly_quiet",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("reason"),
      "1 while an entity would be in an incident but for what is not worth an alarm: reason is"
          + " maintenance, deviation (less than min_deviation) or direction (not the one asked for)."
          + " Absent else."),
  THRESHOLD_FACTOR(
      "kopula_threshold_factor",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "What an entity's scores and contributions are divided by since false alarms of it were marked."
          + " Absent where none was."),
  ANOMALY_CONTRIBUTION(
      "kopula_anomaly_contribution",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable", "part"),
      "Share of a variable in the higher of both scores; part is marginal or dependence. Shares of"
          + " all variables add up to it."),
  ANOMALY_KIND(
      "kopula_anomaly_kind",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("kind"),
      "1 for what an anomaly looks like, while the higher of both scores is at least 0.8: level,"
          + " spike, dependence, timing, flat, or unclear where the evidence is."),
  BROKEN_RELATION(
      "kopula_broken_relation",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable", "other", "movement"),
      "How improbable it is that two variables move as they do now, in nats, while the higher of both"
          + " scores is at least 0.8. movement tells how that is: together, opposite, alone (variable"
          + " moves, other does not) or out_of_proportion. At most three pairs an entity."),
  VARIABLE_VALUE(
      "kopula_variable_value",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable"),
      "Value of a variable at the last scored step, in its own unit."),
  VARIABLE_EXPECTED(
      "kopula_variable_expected",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable"),
      "What a variable should have been at the last scored step, given its past and the other"
          + " variables then: median, in its own unit."),
  VARIABLE_EXPECTED_LOWER(
      "kopula_variable_expected_lower",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable"),
      "Lower end of the band that holds nine of ten normal values of a variable."),
  VARIABLE_EXPECTED_UPPER(
      "kopula_variable_expected_upper",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of("variable"),
      "Upper end of the band that holds nine of ten normal values of a variable."),
  COVERAGE_RATIO(
      "kopula_coverage_ratio",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "Share of the variables that had a value at the last scored step."),
  LAST_SCORED_TIMESTAMP_SECONDS(
      "kopula_last_scored_timestamp_seconds",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "Time of the last scored step, seconds since the epoch."),
  GROUP_INFO(
      "kopula_group_info",
      Kind.GAUGE,
      Scope.GROUP,
      List.of("by"),
      "1; by has the names of the group's by labels, separated by commas. What other labels the series"
          + " of its entities have came with the scrape."),
  ENTITIES(
      "kopula_entities",
      Kind.GAUGE,
      Scope.GROUP,
      List.of("state"),
      "Entities of a group by state: scored, learning, no_data."),
  UNEXPLAINED_ENTITIES(
      "kopula_unexplained_entities",
      Kind.GAUGE,
      Scope.GROUP,
      List.of(),
      "Scored entities whose series of single variables are left out, for a group has at most 10000"
          + " of these; those with the lowest scores are left out first."),
  CYCLE_DURATION_SECONDS(
      "kopula_cycle_duration_seconds",
      Kind.HISTOGRAM,
      Scope.GROUP,
      List.of(),
      List.of(0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0),
      "Duration of a cycle, from fetch to export."),
  CYCLES_TOTAL(
      "kopula_cycles_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of("result"),
      "Cycles by result: success, partial, failure."),
  CYCLE_FAILURES_TOTAL(
      "kopula_cycle_failures_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of("kind"),
      "Failures of cycles by kind: those of the source, scoring, out_of_memory, internal."),
  CYCLE_OVERRUNS_TOTAL(
      "kopula_cycle_overruns_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of(),
      "Steps that were skipped because the cycle before them was still running."),
  MODEL_INFO(
      "kopula_model_info",
      Kind.GAUGE,
      Scope.GROUP,
      List.of("model", "version"),
      "1 for the model in use; model is the entity it belongs to or shared."),
  MODEL_FITTED_TIMESTAMP_SECONDS(
      "kopula_model_fitted_timestamp_seconds",
      Kind.GAUGE,
      Scope.GROUP,
      List.of("model"),
      "When the model in use was fitted, seconds since the epoch."),
  MODEL_CALIBRATION_CONSERVATIVE(
      "kopula_model_calibration_conservative",
      Kind.GAUGE,
      Scope.ENTITY,
      List.of(),
      "1 while an entity's history is too short for a threshold at the configured false-alarm rate"
          + " and a conservative one is used, else 0."),
  MODEL_FIT_DURATION_SECONDS(
      "kopula_model_fit_duration_seconds",
      Kind.GAUGE,
      Scope.GROUP,
      List.of(),
      "Duration of the last fit."),
  MODEL_FITS_TOTAL(
      "kopula_model_fits_total", Kind.COUNTER, Scope.GROUP, List.of(), "Fits that gave a model."),
  MODEL_FIT_FAILURES_TOTAL(
      "kopula_model_fit_failures_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of("kind"),
      "Fits that failed, by kind."),
  SOURCE_REQUEST_DURATION_SECONDS(
      "kopula_source_request_duration_seconds",
      Kind.HISTOGRAM,
      Scope.PROCESS,
      List.of(),
      List.of(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0),
      "Duration of requests to the metric source."),
  SOURCE_REQUESTS_TOTAL(
      "kopula_source_requests_total",
      Kind.COUNTER,
      Scope.PROCESS,
      List.of("code"),
      "Requests to the metric source by HTTP status code; code 0 where there was no answer."),
  SOURCE_FAILURES_TOTAL(
      "kopula_source_failures_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of("kind"),
      "Queries that failed after all retries, by kind."),
  SOURCE_WARNINGS_TOTAL(
      "kopula_source_warnings_total",
      Kind.COUNTER,
      Scope.GROUP,
      List.of(),
      "Answers with warnings, such as partial data."),
  CONFIG_LAST_RELOAD_SUCCESSFUL(
      "kopula_config_last_reload_successful",
      Kind.GAUGE,
      Scope.PROCESS,
      List.of(),
      "1 if the configuration file was last read successfully, else 0."),
  REPLICAS(
      "kopula_replicas",
      Kind.GAUGE,
      Scope.PROCESS,
      List.of(),
      "Replicas that share the entities, this one included; there only where it runs as one of"
          + " several."),
  ROSTER_FAILURES_TOTAL(
      "kopula_roster_failures_total",
      Kind.COUNTER,
      Scope.PROCESS,
      List.of(),
      "Times the roster of replicas in the model store could not be read, in full, or written; the"
          + " last known replicas count meanwhile."),
  OBJECT_STORE_FAILURES_TOTAL(
      "kopula_object_store_failures_total",
      Kind.COUNTER,
      Scope.PROCESS,
      List.of("operation"),
      "Operations on the object store that failed after repetitions; what is on disk is used"
          + " meanwhile. operation is list, get, put or delete; there only with object_store."),
  EXPORT_FAILURES_TOTAL(
      "kopula_export_failures_total",
      Kind.COUNTER,
      Scope.PROCESS,
      List.of(),
      "Metrics that could not be exported, and pushes by OTLP that failed; the log says which and why."),
  BUILD_INFO(
      "kopula_build_info",
      Kind.GAUGE,
      Scope.PROCESS,
      List.of("version"),
      "1; the label tells the version of the program.");

  /** What a metric is to Prometheus. */
  public enum Kind {
    GAUGE,
    COUNTER,
    HISTOGRAM
  }

  /** Which labels stand before a metric's own. */
  public enum Scope {
    /** None. */
    PROCESS,
    /** {@code group}. */
    GROUP,
    /** {@code group} and the group's {@code by} labels. */
    ENTITY
  }

  private final String exportedName;
  private final Kind kind;
  private final Scope scope;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> labels;

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<Double> buckets;

  private final String help;

  Metric(String exportedName, Kind kind, Scope scope, List<String> labels, String help) {
    this(exportedName, kind, scope, labels, List.of(), help);
  }

  Metric(
      String exportedName,
      Kind kind,
      Scope scope,
      List<String> labels,
      List<Double> buckets,
      String help) {
    this.exportedName = exportedName;
    this.kind = kind;
    this.scope = scope;
    this.labels = labels;
    this.buckets = buckets;
    this.help = help;
  }

  public String exportedName() {
    return exportedName;
  }

  public Kind kind() {
    return kind;
  }

  public Scope scope() {
    return scope;
  }

  /** Its own labels, after those of its scope. */
  public List<String> labels() {
    return labels;
  }

  /** Upper bounds of a histogram's buckets, ascending, without +Inf; empty for other kinds. */
  public List<Double> buckets() {
    return buckets;
  }

  public String help() {
    return help;
  }

  /** The last word of the name where it is a unit, else an empty text. */
  public String unit() {
    String name = exportedName.toLowerCase(Locale.ROOT).replaceAll("_total$", "");
    return name.endsWith("_seconds") ? "seconds" : name.endsWith("_ratio") ? "ratio" : "";
  }
}
