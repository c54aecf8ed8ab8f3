package io.kopula.grafana;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** A metric source that has nothing: it refuses, warns or is late, as it is asked to. */
final class TroubledSource implements AutoCloseable {
  private static final String WARNING =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]},"
          + "\"warnings\":[\"half of it\"]}";
  private static final String REFUSAL =
      "{\"status\":\"error\",\"errorType\":\"bad_data\",\"error\":\"refused\"}";
  private static final long LATE_SECONDS = 3;

  private final HttpServer server;
  private final ScheduledExecutorService late = Executors.newSingleThreadScheduledExecutor();

  private TroubledSource(HttpServer server) {
    this.server = server;
  }

  static TroubledSource start() {
    try {
      TroubledSource source =
          new TroubledSource(
              HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
      source.server.createContext("/", source::answer);
      source.server.start();
      return source;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A configuration that reads it every second, with a group for each trouble. */
  String configuration() {
    return """
    global: {step: 1s, latency_offset: 0s, model_dir: MODELS}
    datasource: {url: 'http://127.0.0.1:%d'}
    object_store: {endpoint: 'http://127.0.0.1:1', bucket: nowhere, access_key: a, secret_key: b}
    groups:
      - {name: refused, by: [service], fit: {window: 1h}, variables: {a: refuse, b: refuse}}
      - {name: warned, by: [service], fit: {window: 1h}, variables: {a: warn, b: warn}}
      - {name: late, by: [service], fit: {window: 1h}, variables: {a: late, b: late}}
    """
        .formatted(server.getAddress().getPort());
  }

  private void answer(HttpExchange exchange) throws IOException {
    String form = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    String asked =
        URLDecoder.decode(
            form + "&" + exchange.getRequestURI().getRawQuery(), StandardCharsets.UTF_8);
    if (asked.contains("query=late")) {
      var unused =
          late.schedule(() -> send(exchange, 200, WARNING), LATE_SECONDS, TimeUnit.SECONDS);
    } else if (asked.contains("query=refuse")) {
      send(exchange, 400, REFUSAL);
    } else {
      send(exchange, 200, WARNING);
    }
  }

  private static void send(HttpExchange exchange, int status, String text) {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    try (exchange) {
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.length);
      exchange.getResponseBody().write(body);
    } catch (IOException e) {
      // the collector did not wait for it
    }
  }

  @Override
  public void close() {
    late.shutdownNow();
    server.stop(0);
  }
}
