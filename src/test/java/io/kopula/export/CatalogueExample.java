package io.kopula.export;

import io.kopula.export.MetricSink.Row;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fills a sink with one example of every metric of the catalogue: a shop's checkout. */
public final class CatalogueExample {
  private static final Map<String, String> ENTITY = Map.of("cluster", "eu-1", "service", "cart");

  /** For the labels that metrics have of their own. */
  private static final Map<String, String> VALUES =
      Map.of(
          "variable", "error_ratio",
          "part", "dependence",
          "other", "request_rate",
          "movement", "opposite",
          "state", "scored",
          "result", "success",
          "model", "shared",
          "code", "200",
          "reason", "maintenance");

  private CatalogueExample() {}

  public static void fill(MetricSink sink) {
    for (Metric metric : Metric.values()) {
      Map<String, String> labels = labels(metric);
      switch (metric.kind()) {
        case GAUGE -> sink.setGauge(metric, owner(metric), List.of(new Row(labels, value(metric))));
        case COUNTER -> sink.increment(metric, labels, value(metric));
        case HISTOGRAM -> sink.observe(metric, labels, value(metric));
      }
    }
  }

  private static String owner(Metric metric) {
    return metric.scope() == Metric.Scope.PROCESS ? "" : "checkout";
  }

  static Map<String, String> labels(Metric metric) {
    Map<String, String> labels = new LinkedHashMap<>();
    if (metric.scope() != Metric.Scope.PROCESS) {
      labels.put("group", "checkout");
    }
    if (metric.scope() == Metric.Scope.ENTITY) {
      labels.putAll(ENTITY);
    }
    for (String label : metric.labels()) {
      String value = value(metric, label);
      if (value == null) {
        throw new IllegalStateException(metric + ": no example for its label " + label);
      }
      labels.put(label, value);
    }
    return labels;
  }

  private static @Nullable String value(Metric metric, String label) {
    return switch (label) {
      case "operation" -> "list";
      case "by" -> "cluster,service";
      case "version" -> metric == Metric.BUILD_INFO ? "0.1.0" : "9f86d081884c";
      case "kind" -> metric == Metric.ANOMALY_KIND ? "dependence" : "timeout";
      default -> VALUES.get(label);
    };
  }

  private static double value(Metric metric) {
    return switch (metric) {
      case ANOMALY_SCORE -> 1.72;
      case ANOMALY_CONTRIBUTION -> 1.31;
      case THRESHOLD_FACTOR -> 1.4;
      case BROKEN_RELATION -> 7.4;
      case VARIABLE_VALUE -> 0.013;
      case LAST_SCORED_TIMESTAMP_SECONDS -> 1795430430;
      case MODEL_FITTED_TIMESTAMP_SECONDS -> 1795392000;
      case ENTITIES -> 4;
      case CYCLE_DURATION_SECONDS -> 0.31;
      case SOURCE_REQUEST_DURATION_SECONDS -> 0.02;
      case MODEL_FIT_DURATION_SECONDS -> 48.5;
      case CYCLES_TOTAL -> 120;
      case SOURCE_REQUESTS_TOTAL -> 840;
      default -> 1;
    };
  }
}
