package io.kopula.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/** Asks a server for values as a person would, apart from the code under test. */
public final class PromqlClient {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final URI server;

  public PromqlClient(URI server) {
    this.server = server;
  }

  /** The value of the first series now. */
  public OptionalDouble value(String expression) {
    JsonNode result = ask("/api/v1/query?query=" + encoded(expression));
    return result.isEmpty()
        ? OptionalDouble.empty()
        : OptionalDouble.of(result.get(0).get("value").get(1).asDouble());
  }

  /** The values of the first series, by Unix seconds. */
  public Map<Long, Double> range(String expression, Instant from, Instant to, int stepSeconds) {
    JsonNode result = ask(rangeQuery(expression, from, to, stepSeconds));
    return result.isEmpty() ? Map.of() : values(result.get(0));
  }

  private static String rangeQuery(String expression, Instant from, Instant to, int stepSeconds) {
    return "/api/v1/query_range?query="
        + encoded(expression)
        + "&start="
        + from.getEpochSecond()
        + "&end="
        + to.getEpochSecond()
        + "&step="
        + stepSeconds;
  }

  private static Map<Long, Double> values(JsonNode series) {
    Map<Long, Double> values = new TreeMap<>();
    for (JsonNode sample : series.get("values")) {
      values.put(sample.get(0).asLong(), sample.get(1).asDouble());
    }
    return values;
  }

  /** The values of all series, by their labels and Unix seconds. */
  public Map<Map<String, String>, Map<Long, Double>> ranges(
      String expression, Instant from, Instant to, int stepSeconds) {
    Map<Map<String, String>, Map<Long, Double>> all = new LinkedHashMap<>();
    for (JsonNode series : ask(rangeQuery(expression, from, to, stepSeconds))) {
      Map<String, String> labels = new TreeMap<>();
      series.get("metric").properties().forEach(e -> labels.put(e.getKey(), e.getValue().asText()));
      all.put(labels, values(series));
    }
    return all;
  }

  private JsonNode ask(String path) {
    try {
      return JSON.readTree(Http.get(server.resolve(path))).get("data").get("result");
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
