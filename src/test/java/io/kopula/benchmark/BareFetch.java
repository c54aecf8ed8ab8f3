package io.kopula.benchmark;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.zip.GZIPInputStream;

/** The answers that a cycle reads, fetched and unpacked, but not looked at. */
final class BareFetch {
  private final HttpClient client = HttpClient.newHttpClient();
  private final URI prometheus;
  private final GroupConfig group;
  private final Duration step;

  BareFetch(URI prometheus, GroupConfig group, Duration step) {
    this.prometheus = prometheus;
    this.group = group;
    this.step = step;
  }

  /**
   * All variables once.
   *
   * @param steps that are read, the last one at {@code last}
   * @param queries as many at once as it has threads
   */
  void run(Instant last, int steps, ExecutorService queries) {
    List<Callable<Long>> all = new ArrayList<>();
    for (VariableConfig variable : group.variables()) {
      HttpRequest request = request(variable.expression(), last, steps);
      all.add(() -> fetch(request, OutputStream.nullOutputStream()));
    }
    try {
      for (Future<Long> each : queries.invokeAll(all)) {
        each.get();
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** As {@link #run}, one after the other: what was answered, by expression. */
  Map<String, byte[]> answers(Instant last, int steps) throws IOException, InterruptedException {
    Map<String, byte[]> answers = new HashMap<>();
    for (VariableConfig variable : group.variables()) {
      ByteArrayOutputStream answer = new ByteArrayOutputStream();
      fetch(request(variable.expression(), last, steps), answer);
      answers.put(variable.expression(), answer.toByteArray());
    }
    return answers;
  }

  private HttpRequest request(String expression, Instant last, int steps) {
    String query =
        "api/v1/query_range?query=%s&start=%d&end=%d&step=%d"
            .formatted(
                URLEncoder.encode(expression, StandardCharsets.UTF_8),
                last.minus(step.multipliedBy(steps - 1L)).getEpochSecond(),
                last.getEpochSecond(),
                step.toSeconds());
    return HttpRequest.newBuilder(prometheus.resolve("/" + query))
        .header("Accept-Encoding", "gzip")
        .build();
  }

  private long fetch(HttpRequest request, OutputStream to)
      throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        client.send(request, HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream body = answer.body()) {
      boolean packed = answer.headers().firstValue("Content-Encoding").orElse("").equals("gzip");
      InputStream unpacked = packed ? new GZIPInputStream(body) : body;
      if (answer.statusCode() != 200) {
        throw new IOException("HTTP " + answer.statusCode());
      }
      return unpacked.transferTo(to);
    }
  }
}
