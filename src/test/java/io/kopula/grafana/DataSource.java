package io.kopula.grafana;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.testing.Http;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Asks a Prometheus as Grafana does for a dashboard whose filters are all at "All". */
final class DataSource {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.+),\\s*(\\w+)\\)");
  private static final Pattern QUERY_RESULT = Pattern.compile("query_result\\((.+)\\)");
  private static final Pattern UNRESOLVED = Pattern.compile("\\$\\w|\\$\\{");

  private static final int SPAN_SECONDS = 300;
  private static final Map<String, String> MACROS =
      Map.of("__range", SPAN_SECONDS + "s", "__rate_interval", "20s");

  private final URI server;
  private final Map<String, String> values = new LinkedHashMap<>(MACROS);

  DataSource(URI server) {
    this.server = server;
    for (String filter : List.of("cluster", "namespace", "group", "instance", "variable")) {
      choose(filter, ".*");
    }
    choose("scrape_labels", "");
    choose("entity", "{group=\"none chosen\"}");
  }

  /** Sets what a variable is replaced with. */
  void choose(String variable, String value) {
    values.put(variable, value);
  }

  /** What a variable has to choose from now. */
  List<String> options(Dashboard.Variable variable) {
    String query = replaced(variable.query());
    Matcher labels = LABEL_VALUES.matcher(query);
    if (labels.matches()) {
      List<String> options = new ArrayList<>();
      ask("/api/v1/label/" + labels.group(2) + "/values?match%5B%5D=" + encoded(labels.group(1)))
          .forEach(value -> options.add(value.asText()));
      return options;
    }
    Matcher result = QUERY_RESULT.matcher(query);
    if (!result.matches()) {
      throw new AssertionError(variable.name() + ": expected a query, found \"" + query + "\"");
    }
    Pattern regex = Pattern.compile(variable.regex().replaceAll("^/|/$", ""));
    List<String> options = new ArrayList<>();
    for (JsonNode series : instant(result.group(1))) {
      Matcher value = regex.matcher(text(series));
      if (value.find()) {
        options.add(value.group(1));
      }
    }
    return options;
  }

  /** The series of a query, of the last minutes unless it is an instant one. */
  JsonNode series(Dashboard.Query query) {
    String expression = replaced(query.expression());
    return query.instant() ? instant(expression) : range(expression);
  }

  JsonNode range(String expression) {
    long now = Instant.now().getEpochSecond();
    return ask("/api/v1/query_range?step=1&start="
            + (now - SPAN_SECONDS)
            + "&end="
            + now
            + "&query="
            + encoded(expression))
        .path("result");
  }

  private JsonNode instant(String expression) {
    return ask("/api/v1/query?query=" + encoded(expression)).path("result");
  }

  private String replaced(String text) {
    String replaced = text;
    for (Map.Entry<String, String> value : values.entrySet()) {
      replaced =
          replaced.replaceAll(
              "\\$(" + value.getKey() + "\\b|\\{" + value.getKey() + "(:\\w+)?\\})",
              Matcher.quoteReplacement(value.getValue()));
    }
    if (UNRESOLVED.matcher(replaced).find()) {
      throw new AssertionError("expected values of all variables, found " + replaced);
    }
    return replaced;
  }

  /** As Grafana shows a series to a variable's regular expression. */
  private static String text(JsonNode series) {
    List<String> labels = new ArrayList<>();
    for (Map.Entry<String, JsonNode> label : series.path("metric").properties()) {
      if (!label.getKey().equals("__name__")) {
        labels.add(label.getKey() + "=\"" + label.getValue().asText() + "\"");
      }
    }
    JsonNode sample = series.path("value");
    return series.at("/metric/__name__").asText("")
        + "{"
        + String.join(",", labels)
        + "} "
        + sample.path(1).asText()
        + " "
        + sample.path(0).asLong() * 1000;
  }

  private JsonNode ask(String path) {
    try {
      return JSON.readTree(Http.get(server.resolve(path))).path("data");
    } catch (IOException e) {
      throw new UncheckedIOException(path, e);
    }
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
