package io.kopula.backtest;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.kopula.series.Entity;
import java.io.IOException;
import java.io.Writer;
import java.time.Duration;
import java.util.List;

/** A backtest for programs. Times are RFC 3339, spans seconds; what is unknown is null. */
final class BacktestJson {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);

  private BacktestJson() {}

  static void write(BacktestResult result, Writer out) throws IOException {
    ObjectNode root = JSON.createObjectNode();
    root.put("version", result.version());
    root.put("from", result.from().toString());
    root.put("to", result.to().toString());
    root.put("refit", result.refit());
    ArrayNode groups = root.putArray("groups");
    result.groups().forEach(group -> put(groups.addObject(), group));
    JSON.writeValue(out, root);
  }

  private static void put(ObjectNode node, GroupResult group) {
    node.put("group", group.group().name());
    node.put("from", group.range().time(0).toString());
    node.put("to", group.range().time(group.range().length() - 1).toString());
    node.put("stepSeconds", seconds(group.range().step()));
    node.put("incidentCount", group.incidents().size());
    node.put("alarmsPerWeek", group.alarmsPerWeek());
    node.put("falseAlarmsPerWeekAllowed", group.allowedPerWeek());
    ArrayNode incidents = node.putArray("incidents");
    group.incidents().forEach(each -> put(incidents.addObject(), each));
    ArrayNode entities = node.putArray("entities");
    group.entities().forEach(each -> put(entities.addObject(), each));
    put(node.putArray("failed"), group.failed());
    put(node.putArray("leftOut"), group.leftOut());
    group.warnings().forEach(node.putArray("warnings")::add);
    ArrayNode models = node.putArray("models");
    group.models().forEach(each -> put(models.addObject(), each));
    put(node.putObject("cost"), group.cost());
  }

  private static void put(ObjectNode node, FiredIncident incident) {
    labels(node, incident.entity());
    node.put("from", incident.from().toString());
    node.put("to", incident.to().toString());
    node.put("fired", incident.fired().toString());
    node.put("seconds", seconds(incident.lasted()));
    node.put("open", incident.open());
    node.put("score", incident.score());
    node.put("peak", incident.peak().toString());
    node.put("kind", incident.kind().label());
    ArrayNode culprits = node.putArray("culprits");
    for (Culprit each : incident.culprits()) {
      ObjectNode culprit = culprits.addObject();
      culprit.put("variable", each.variable());
      put(culprit, "share", each.share());
      put(culprit, "value", each.value());
      put(culprit, "expected", each.expected());
      put(culprit, "lower", each.lower());
      put(culprit, "upper", each.upper());
    }
  }

  private static void put(ObjectNode node, EntityResult entity) {
    labels(node, entity.entity());
    node.put("steps", entity.steps());
    node.put("anomalousSteps", entity.anomalous());
    node.put("anomalousShare", entity.anomalousShare());
    node.put("coverage", entity.coverage());
    node.put("conservative", entity.conservative());
    node.put("incidents", entity.incidents());
    node.put("alarmsPerWeek", entity.alarmsPerWeek());
  }

  private static void put(ObjectNode node, UsedModel model) {
    node.put("model", model.name());
    node.put("version", model.version());
    node.put("dataFrom", model.dataFrom().toString());
    node.put("dataTo", model.dataTo().toString());
    node.put("scoresFrom", model.scoresFrom().toString());
    node.put("fitSeconds", seconds(model.took()));
  }

  private static void put(ArrayNode nodes, List<LeftOut> all) {
    all.forEach(each -> nodes.addObject().put("what", each.what()).put("reason", each.reason()));
  }

  private static void put(ObjectNode node, Cost cost) {
    node.put("queries", cost.read().queries());
    node.put("requests", cost.read().requests());
    node.put("series", cost.read().series());
    node.put("samples", cost.read().samples());
    node.put("readSeconds", seconds(cost.reading()));
    node.put("fitSeconds", seconds(cost.fitting()));
    node.put("scoreSeconds", seconds(cost.scoring()));
    node.put("exportedSeries", cost.exported().usual());
    node.put("exportedSeriesMost", cost.exported().most());
  }

  private static void labels(ObjectNode node, Entity entity) {
    ObjectNode labels = node.putObject("entity");
    entity.labels().forEach(labels::put);
  }

  private static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  private static double seconds(Duration duration) {
    return duration.toMillis() / 1e3;
  }
}
