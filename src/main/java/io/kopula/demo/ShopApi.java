package io.kopula.demo;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;

/**
 * Answers queries in Prometheus's JSON. The shop lives in the present: nothing is known of later.
 */
final class ShopApi {
  /** As Prometheus: a longer range is refused. */
  static final int MOST_POINTS = 11_000;

  private static final JsonFactory JSON = new JsonFactory();

  private final Shop shop;
  private final InstantSource clock;

  ShopApi(Shop shop, InstantSource clock) {
    this.shop = shop;
    this.clock = clock;
  }

  /**
   * @throws IllegalArgumentException if a parameter is wrong; nothing is written then
   */
  void queryRange(QueryParameters parameters, OutputStream to) throws IOException {
    Selector selector = Selector.parse(parameters.text("query"));
    long start = parameters.millis("start");
    long end = parameters.millis("end");
    long step = parameters.durationMillis("step");
    if (end < start) {
      throw new IllegalArgumentException(
          "invalid parameter \"end\": end timestamp must not be before start time");
    }
    if ((end - start) / step > MOST_POINTS) {
      throw new IllegalArgumentException(
          "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query"
              + " resolution (?step=XX)");
    }
    try (JsonGenerator json = JSON.createGenerator(to)) {
      result(json, "matrix", selector, start, end, step);
    }
  }

  /**
   * @throws IllegalArgumentException if a parameter is wrong; nothing is written then
   */
  void query(QueryParameters parameters, OutputStream to) throws IOException {
    Selector selector = Selector.parse(parameters.text("query"));
    long time = parameters.has("time") ? parameters.millis("time") : clock.millis();
    try (JsonGenerator json = JSON.createGenerator(to)) {
      result(json, "vector", selector, time, time, 1000);
    }
  }

  void buildInfo(OutputStream to) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(to)) {
      json.writeStartObject();
      json.writeStringField("status", "success");
      json.writeObjectFieldStart("data");
      json.writeStringField("version", "demo");
      json.writeEndObject();
      json.writeEndObject();
    }
  }

  void error(String type, String message, OutputStream to) throws IOException {
    try (JsonGenerator json = JSON.createGenerator(to)) {
      json.writeStartObject();
      json.writeStringField("status", "error");
      json.writeStringField("errorType", type);
      json.writeStringField("error", message);
      json.writeEndObject();
    }
  }

  private void result(
      JsonGenerator json, String type, Selector selector, long start, long end, long step)
      throws IOException {
    json.writeStartObject();
    json.writeStringField("status", "success");
    json.writeObjectFieldStart("data");
    json.writeStringField("resultType", type);
    json.writeArrayFieldStart("result");
    for (ShopService service : selector.services()) {
      series(json, type, selector.metric(), service, start, end, step);
    }
    json.writeEndArray();
    json.writeEndObject();
    json.writeEndObject();
  }

  private void series(
      JsonGenerator json,
      String type,
      ShopMetric metric,
      ShopService service,
      long start,
      long end,
      long step)
      throws IOException {
    long first =
        start + Math.max(0, -Math.floorDiv(-(shop.oldestSecond() * 1000 - start), step)) * step;
    long last = Math.min(end, clock.millis());
    if (first > last) {
      return;
    }
    json.writeStartObject();
    json.writeObjectFieldStart("metric");
    json.writeStringField("__name__", metric.series());
    json.writeStringField("job", "shop");
    json.writeStringField("service", service.label());
    json.writeEndObject();
    boolean range = type.equals("matrix");
    json.writeArrayFieldStart(range ? "values" : "value");
    if (range) {
      for (long time = first; time <= last; time += step) {
        json.writeStartArray();
        sample(json, metric, service, time);
        json.writeEndArray();
      }
    } else {
      sample(json, metric, service, first);
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void sample(JsonGenerator json, ShopMetric metric, ShopService service, long millis)
      throws IOException {
    json.writeNumber(millis / 1000.0);
    json.writeString(Double.toString(shop.value(service, metric, Math.floorDiv(millis, 1000L))));
  }
}
