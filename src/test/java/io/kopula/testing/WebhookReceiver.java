package io.kopula.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;

/** Remembers what is posted to it, such as the alerts of an Alertmanager. */
public final class WebhookReceiver implements AutoCloseable {
  private final ObjectMapper mapper = new ObjectMapper();
  private final List<JsonNode> posts = new CopyOnWriteArrayList<>();
  private final HttpServer server;

  private WebhookReceiver(HttpServer server) {
    this.server = server;
    server.createContext("/", this::receive);
    server.start();
  }

  public static WebhookReceiver start() {
    try {
      return new WebhookReceiver(
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      posts.add(mapper.readTree(exchange.getRequestBody()));
      exchange.sendResponseHeaders(200, -1);
    }
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
  }

  /** Everything posted so far, in order. */
  public List<JsonNode> posts() {
    return List.copyOf(posts);
  }

  /** The alerts of all posts of an Alertmanager, in order. */
  public List<JsonNode> alerts() {
    return posts.stream()
        .flatMap(post -> StreamSupport.stream(post.path("alerts").spliterator(), false))
        .toList();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
