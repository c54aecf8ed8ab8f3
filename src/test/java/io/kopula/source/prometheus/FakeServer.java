package io.kopula.source.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.kopula.config.DatasourceConfig;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/** A server that answers what it is told to and remembers what it was asked. */
final class FakeServer implements AutoCloseable {
  static final String EMPTY =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[]}}";

  private final HttpServer server;
  private final String scheme;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Request> requests = new CopyOnWriteArrayList<>();
  private volatile Function<Request, Response> answer = request -> Response.json(EMPTY);

  record Request(
      String method,
      String path,
      Map<String, String> headers,
      Map<String, String> parameters,
      String body,
      String serverName,
      int clientPort) {
    String header(String name) {
      return headers.get(name.toLowerCase(Locale.ROOT));
    }
  }

  @SuppressWarnings("ArrayRecordComponent") // nobody changes it
  record Response(int code, Map<String, String> headers, byte[] body) {
    static Response json(String body) {
      return json(200, body);
    }

    static Response json(int code, String body) {
      return of(code, "application/json", body);
    }

    static Response of(int code, String contentType, String body) {
      return new Response(
          code, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    static Response error(int code, String type, String message) {
      return json(
          code,
          "{\"status\":\"error\",\"errorType\":\"" + type + "\",\"error\":\"" + message + "\"}");
    }

    static Response status(int code) {
      return of(code, "text/plain", "");
    }

    Response with(String header, String value) {
      Map<String, String> more = new LinkedHashMap<>(headers);
      more.put(header, value);
      return new Response(code, more, body);
    }
  }

  FakeServer() throws IOException {
    this(HttpServer.create(loopback(), 0), "http");
  }

  FakeServer(HttpsConfigurator tls) throws IOException {
    this(https(tls), "https");
  }

  private FakeServer(HttpServer server, String scheme) {
    this.server = server;
    this.scheme = scheme;
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  private static HttpServer https(HttpsConfigurator tls) throws IOException {
    HttpsServer server = HttpsServer.create(loopback(), 0);
    server.setHttpsConfigurator(tls);
    return server;
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Request request = read(exchange);
      requests.add(request);
      Response response = answer.apply(request);
      response.headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
      int length = response.body.length;
      exchange.sendResponseHeaders(response.code, length == 0 ? -1 : length);
      if (length > 0) {
        exchange.getResponseBody().write(response.body);
      }
    }
  }

  private static Request read(HttpExchange exchange) throws IOException {
    Map<String, String> headers = new TreeMap<>();
    exchange
        .getRequestHeaders()
        .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
    Map<String, String> parameters = new TreeMap<>();
    decode(exchange.getRequestURI().getRawQuery(), parameters);
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    decode(body, parameters);
    return new Request(
        exchange.getRequestMethod(),
        exchange.getRequestURI().getPath(),
        headers,
        parameters,
        body,
        Tls.requestedName(exchange),
        exchange.getRemoteAddress().getPort());
  }

  private static void decode(String text, Map<String, String> parameters) {
    if (text == null || text.isEmpty()) {
      return;
    }
    for (String pair : text.split("&", -1)) {
      String[] parts = pair.split("=", 2);
      parameters.put(
          URLDecoder.decode(parts[0], StandardCharsets.UTF_8),
          URLDecoder.decode(parts[1], StandardCharsets.UTF_8));
    }
  }

  /** Answers by the request. */
  void answer(Function<Request, Response> newAnswer) {
    answer = newAnswer;
  }

  /** Answers one after the other, the last again and again. */
  void answers(Response... responses) {
    List<Request> before = List.copyOf(requests);
    answer = request -> responses[Math.min(requests.size() - before.size(), responses.length) - 1];
  }

  List<Request> requests() {
    return List.copyOf(requests);
  }

  Request lastRequest() {
    return requests.get(requests.size() - 1);
  }

  int port() {
    return server.getAddress().getPort();
  }

  URI url() {
    return URI.create(scheme + "://127.0.0.1:" + port());
  }

  DatasourceConfig config() {
    return DatasourceConfig.of(url());
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
