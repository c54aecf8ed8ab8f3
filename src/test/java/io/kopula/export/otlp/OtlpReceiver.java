package io.kopula.export.otlp;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A receiver of OTLP metrics over HTTP and gRPC that keeps what it is sent. */
final class OtlpReceiver implements AutoCloseable {
  static final String HTTP_PATH = "/v1/metrics";
  static final String GRPC_PATH = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";

  private final Vertx vertx = Vertx.vertx();
  private final AtomicInteger connections = new AtomicInteger();
  private final List<Push> pushes = new CopyOnWriteArrayList<>();

  /** Listens where an exporter is configured to push to. */
  OtlpReceiver(URI endpoint) {
    HttpServer server =
        vertx
            .createHttpServer()
            .connectionHandler(connection -> connections.incrementAndGet())
            .requestHandler(this::receive);
    server
        .listen(endpoint.getPort(), endpoint.getHost())
        .toCompletionStage()
        .toCompletableFuture()
        .orTimeout(30, TimeUnit.SECONDS)
        .join();
  }

  int connections() {
    return connections.get();
  }

  List<Push> pushes() {
    return pushes;
  }

  private void receive(HttpServerRequest request) {
    request.body().onSuccess(body -> answer(request, body));
  }

  private void answer(HttpServerRequest request, Buffer body) {
    String type = request.getHeader("content-type");
    pushes.add(
        new Push(
            request.path(),
            type,
            request.getHeader("x-tenant"),
            body.toString(StandardCharsets.ISO_8859_1)));
    request.response().putHeader("content-type", type == null ? "text/plain" : type);
    if (request.path().equals(GRPC_PATH)) {
      // one uncompressed message of length 0: an empty ExportMetricsServiceResponse
      request.response().setChunked(true).putTrailer("grpc-status", "0");
      request.response().end(Buffer.buffer(new byte[5]));
    } else {
      request.response().end();
    }
  }

  @Override
  public void close() {
    vertx.close().toCompletionStage().toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /**
   * One export.
   *
   * @param body protobuf; texts in it are readable as they are
   */
  record Push(String path, @Nullable String contentType, @Nullable String tenant, String body) {}
}
