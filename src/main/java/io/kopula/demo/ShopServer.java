package io.kopula.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The shop behind the Prometheus HTTP API, on a free port of the loopback address: what production
 * reads from a Prometheus, the demo reads from here, through the same client.
 */
final class ShopServer implements AutoCloseable {
  private static final int THREADS = 4;
  private static final int LONGEST_FORM_BYTES = 64 << 10;

  private final HttpServer server;
  private final ExecutorService workers;
  private final ShopApi api;

  private ShopServer(HttpServer server, ExecutorService workers, ShopApi api) {
    this.server = server;
    this.workers = workers;
    this.api = api;
  }

  static ShopServer start(Shop shop, InstantSource clock) throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    ExecutorService workers =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "shop");
              thread.setDaemon(true);
              return thread;
            });
    ShopServer started = new ShopServer(server, workers, new ShopApi(shop, clock));
    server.createContext("/", started::answer);
    server.setExecutor(workers);
    server.start();
    return started;
  }

  /** The base address, to which {@code /api/v1/…} is appended. */
  URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  @Override
  public void close() {
    server.stop(0);
    workers.shutdownNow();
  }

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      int status = answer(exchange, body);
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(status, body.size());
      try (OutputStream out = exchange.getResponseBody()) {
        body.writeTo(out);
      }
    }
  }

  private int answer(HttpExchange exchange, ByteArrayOutputStream body) throws IOException {
    String method = exchange.getRequestMethod();
    String path = exchange.getRequestURI().getPath();
    if (!method.equals("GET") && !method.equals("POST")) {
      api.error("bad_data", "method: expected GET or POST, found " + method, body);
      return 405;
    }
    try {
      QueryParameters parameters = parameters(exchange);
      switch (path) {
        case "/api/v1/query_range" -> api.queryRange(parameters, body);
        case "/api/v1/query" -> api.query(parameters, body);
        case "/api/v1/status/buildinfo" -> api.buildInfo(body);
        default -> {
          api.error("not_found", "path: the demo does not answer " + path, body);
          return 404;
        }
      }
      return 200;
    } catch (IllegalArgumentException e) {
      body.reset();
      api.error("bad_data", String.valueOf(e.getMessage()), body);
      return 400;
    } catch (RuntimeException e) {
      body.reset();
      api.error("internal", e.toString(), body);
      return 500;
    }
  }

  private static QueryParameters parameters(HttpExchange exchange) throws IOException {
    QueryParameters parameters = new QueryParameters();
    byte[] form = exchange.getRequestBody().readNBytes(LONGEST_FORM_BYTES);
    parameters.add(new String(form, StandardCharsets.UTF_8));
    parameters.add(exchange.getRequestURI().getRawQuery());
    return parameters;
  }
}
