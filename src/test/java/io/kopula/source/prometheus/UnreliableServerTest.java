package io.kopula.source.prometheus;

import static io.kopula.source.prometheus.Sources.NOW;
import static io.kopula.source.prometheus.Sources.QUICK;
import static io.kopula.source.prometheus.Sources.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.testing.Servers;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Servers that break off, dribble, keep silent or never end: written to the socket byte by byte.
 */
@Timeout(30)
class UnreliableServerTest {
  private static final Duration TIMEOUT = Duration.ofMillis(300);
  private static final RetrySettings ONCE =
      new RetrySettings(1, Duration.ZERO, Duration.ZERO, Duration.ZERO);
  private static final String OK =
      "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: "
          + FakeServer.EMPTY.length()
          + "\r\n\r\n"
          + FakeServer.EMPTY;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final AtomicInteger connections = new AtomicInteger();

  UnreliableServerTest() throws IOException {}

  /** What a server does with the n-th connection, from 1 on, after it has seen the request. */
  private interface Script {
    void run(int connection, Socket socket) throws Exception;
  }

  private void serve(Script script) {
    threads.execute(
        () -> {
          while (!listener.isClosed()) {
            try {
              Socket socket = listener.accept();
              int number = connections.incrementAndGet();
              threads.execute(() -> handle(script, number, socket));
            } catch (IOException e) {
              return; // the test is over
            }
          }
        });
  }

  private static void handle(Script script, int number, Socket socket) {
    try (socket) {
      if (socket.getInputStream().read(new byte[8192]) > 0) {
        script.run(number, socket);
      }
    } catch (Exception e) {
      // the client has left, as it should
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void reset(Socket socket) throws SocketException, IOException {
    socket.setSoLinger(true, 0);
    socket.close();
  }

  @AfterEach
  void stop() throws IOException {
    listener.close();
    threads.shutdownNow();
  }

  private URI url() {
    return URI.create("http://127.0.0.1:" + listener.getLocalPort());
  }

  @Test
  void aConnectionThatIsResetIsTriedAgain() throws Exception {
    serve(
        (number, socket) -> {
          if (number < 3) {
            reset(socket);
          } else {
            write(socket, OK);
          }
        });
    try (PrometheusSource source = Sources.config(url()).source()) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
    assertThat(connections).hasValue(3);
  }

  @Test
  void aConnectionThatIsClosedBeforeTheAnswerIsTriedAgain() {
    serve((number, socket) -> {});
    try (PrometheusSource source = Sources.config(url()).source()) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }
    assertThat(connections).hasValue(3);
  }

  @ParameterizedTest
  @CsvSource({
    "'Content-Length: 500\r\n\r\n{\"status\":\"succ'",
    "'Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sta\r\n9\r\ntus'",
    "'Transfer-Encoding: chunked\r\n\r\n5\r\n{\"sta\r\n'",
    "'Connection: close\r\n\r\n{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",'",
    "'Connection: close\r\n\r\n{\"status\":\"success\",\"data\":{\"result\":[{\"values\":[[1,\"2\"]'",
    "'Connection: close\r\n\r\n'"
  })
  void anAnswerThatBreaksOffIsTriedAgain(String rest) {
    List<Integer> codes = new CopyOnWriteArrayList<>();
    serve(
        (number, socket) ->
            write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n" + rest));
    try (PrometheusSource source =
        Sources.source(Sources.config(url()).build(), (code, duration) -> codes.add(code))) {
      assertThat(failureOf(source))
          .hasMessageContaining("breaks off")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
    }
    assertThat(connections).hasValue(3);
    assertThat(codes).containsExactly(200, 200, 200);
  }

  @Test
  void aResetWithinTheAnswerIsTriedAgain() throws Exception {
    serve(
        (number, socket) -> {
          if (number == 1) {
            write(socket, OK.substring(0, OK.length() - 20));
            reset(socket);
          } else {
            write(socket, OK);
          }
        });
    try (PrometheusSource source = Sources.config(url()).source()) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
    assertThat(connections).hasValue(2);
  }

  @Test
  void whatIsNotHttpIsABadAnswer() {
    serve((number, socket) -> write(socket, "SSH-2.0-OpenSSH_9.2\r\n\r\n"));
    try (PrometheusSource source = Sources.config(url()).source()) {
      assertThat(failureOf(source).kind()).isIn(FailureKind.BAD_RESPONSE, FailureKind.UNAVAILABLE);
    }
  }

  @Test
  void plainHttpWhereTlsIsExpectedIsATlsFailure() {
    serve((number, socket) -> write(socket, "HTTP/1.1 400 Bad Request\r\n\r\n"));
    try (PrometheusSource source =
        Sources.config(URI.create("https://127.0.0.1:" + listener.getLocalPort())).source()) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
    }
    assertThat(connections).hasValue(1);
  }

  @Test
  void nobodyListens() throws Exception {
    List<Integer> codes = new CopyOnWriteArrayList<>();
    URI nowhere = URI.create("http://127.0.0.1:" + Servers.freePort());
    try (PrometheusSource source =
        Sources.source(Sources.config(nowhere).build(), (code, duration) -> codes.add(code))) {
      assertThat(failureOf(source))
          .hasMessageContaining(nowhere + "/api/v1/query: ")
          .hasMessageContaining("refused")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAVAILABLE));
    }
    assertThat(codes).containsExactly(0, 0, 0);
  }

  @Test
  void anUnknownHostIsUnavailable() {
    try (PrometheusSource source =
        Sources.config(URI.create("http://does_not.exist.invalid:9090")).source()) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.UNAVAILABLE);
    }
  }

  @Test
  void aSilentServerCostsTheTimeoutAndNoMore() {
    serve((number, socket) -> socket.getInputStream().read());
    assertEndsInTime();
  }

  @Test
  void aServerThatDribblesItsBodyCostsTheTimeoutAndNoMore() {
    serve(
        (number, socket) -> {
          write(socket, "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"pad\":\"");
          dribble(socket);
        });
    assertEndsInTime();
  }

  @Test
  void aServerThatDribblesItsHeadersCostsTheTimeoutAndNoMore() {
    serve(
        (number, socket) -> {
          write(socket, "HTTP/1.1 200 OK\r\nX-Long: ");
          dribble(socket);
        });
    assertEndsInTime();
  }

  @Test
  void aServerThatDribblesAnErrorPageCostsTheTimeoutAndNoMore() {
    serve(
        (number, socket) -> {
          write(socket, "HTTP/1.1 500 Oops\r\nContent-Type: text/html\r\n\r\n<h1>");
          dribble(socket);
        });
    assertEndsInTime();
  }

  @Test
  void aTlsHandshakeThatStallsCostsTheTimeoutAndNoMore() {
    serve((number, socket) -> socket.getInputStream().transferTo(OutputStream.nullOutputStream()));
    assertEndsInTime(URI.create("https://127.0.0.1:" + listener.getLocalPort()));
  }

  /** A byte every few milliseconds, for ever: no single read times out. */
  private static void dribble(Socket socket) throws Exception {
    CountDownLatch never = new CountDownLatch(1);
    while (!never.await(5, TimeUnit.MILLISECONDS)) {
      write(socket, " ");
    }
  }

  private void assertEndsInTime() {
    assertEndsInTime(url());
  }

  private static void assertEndsInTime(URI url) {
    try (PrometheusSource source =
        Sources.source(Sources.config(url).timeout(TIMEOUT).build(), RequestListener.NONE, ONCE)) {
      long started = System.nanoTime();
      SourceException failure = failureOf(source);
      assertThat(failure.kind()).isEqualTo(FailureKind.TIMEOUT);
      assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(TIMEOUT);
    }
    Awaitility.await("the request's thread ends")
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().startsWith("kopula-source-")));
  }

  @ParameterizedTest
  @CsvSource({
    "200 OK, application/json, TOO_LARGE",
    "200 OK, text/html, BAD_RESPONSE",
    "500 Oops, text/html, SERVER_ERROR"
  })
  void anAnswerWithoutEndIsLeft(String status, String type, FailureKind kind) {
    serve((number, socket) -> writeWithoutEnd(socket, status, "Content-Type: " + type));
    try (PrometheusSource source = Sources.config(url()).source()) {
      assertThat(failureOf(source)).satisfies(Sources.kind(kind));
    }
    assertThat(connections).hasValue(1);
  }

  @Test
  void aRedirectWithoutEndIsFollowed() throws Exception {
    serve(
        (number, socket) -> {
          if (number == 1) {
            writeWithoutEnd(socket, "307 Elsewhere", "Location: /elsewhere");
          } else {
            write(socket, OK);
          }
        });
    try (PrometheusSource source =
        Sources.source(Sources.config(url()).build(), RequestListener.NONE, ONCE)) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
    assertThat(connections).hasValue(2);
  }

  /** Spaces in chunks, until the client leaves. */
  private static void writeWithoutEnd(Socket socket, String status, String header)
      throws IOException {
    write(
        socket, "HTTP/1.1 " + status + "\r\n" + header + "\r\nTransfer-Encoding: chunked\r\n\r\n");
    while (true) {
      write(socket, "1000\r\n" + " ".repeat(0x1000) + "\r\n");
    }
  }

  @Test
  void timeoutsAreTriedAgain() throws Exception {
    serve(
        (number, socket) -> {
          if (number == 1) {
            socket.getInputStream().read();
          } else {
            write(socket, OK);
          }
        });
    try (PrometheusSource source =
        Sources.source(
            Sources.config(url()).timeout(TIMEOUT).build(), RequestListener.NONE, QUICK)) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
    assertThat(connections).hasValue(2);
  }

  @Test
  void aConnectionThatWentStaleIsReplaced() throws Exception {
    serve((number, socket) -> write(socket, OK)); // and closes, although it said nothing of that
    try (PrometheusSource source = Sources.config(url()).source()) {
      for (int i = 0; i < 5; i++) {
        assertThat(source.query("up", NOW).series()).isEmpty();
      }
    }
    assertThat(connections.get()).isBetween(5, 10);
  }

  @Test
  void asksNoMoreAtOnceThanConfigured() throws Exception {
    AtomicInteger atOnce = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch full = new CountDownLatch(3);
    serve(
        (number, socket) -> {
          most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
          full.countDown();
          full.await();
          atOnce.decrementAndGet();
          write(socket, OK.replace("OK\r\n", "OK\r\nConnection: close\r\n"));
        });
    try (PrometheusSource source = Sources.config(url()).maxConcurrent(3).source()) {
      List<CompletableFuture<Void>> all =
          IntStream.range(0, 12)
              .mapToObj(i -> CompletableFuture.runAsync(() -> query(source), threads))
              .toList();
      all.forEach(CompletableFuture::join);
    }
    assertThat(most).as("requests at once").hasValue(3);
    assertThat(connections).hasValue(12);
  }

  private static void query(PrometheusSource source) {
    try {
      source.query("up", NOW);
    } catch (SourceException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void closingEndsWhatIsUnderWayAndWaiting() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    serve(
        (number, socket) -> {
          arrived.countDown();
          socket.getInputStream().read();
        });
    AtomicInteger interrupted = new AtomicInteger();
    PrometheusSource source = Sources.config(url()).maxConcurrent(1).source();
    Supplier<SourceException> query =
        () -> {
          SourceException failure = failureOf(source);
          interrupted.addAndGet(Thread.currentThread().isInterrupted() ? 1 : 0);
          return failure;
        };
    CompletableFuture<SourceException> running = CompletableFuture.supplyAsync(query, threads);
    arrived.await();
    CompletableFuture<SourceException> waiting = CompletableFuture.supplyAsync(query, threads);
    source.close();
    assertThat(running.get(60, TimeUnit.SECONDS)).satisfies(Sources.kind(FailureKind.UNAVAILABLE));
    assertThat(waiting.get(60, TimeUnit.SECONDS)).satisfies(Sources.kind(FailureKind.UNAVAILABLE));
    assertThat(interrupted).as("threads that close() left interrupted").hasValue(0);
    assertThat(failureOf(source)).hasMessageContaining("the source is closed");
    source.close();
  }

  @Test
  void closingEndsAPauseBetweenRequests() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    serve(
        (number, socket) -> {
          write(socket, "HTTP/1.1 503 Later\r\nRetry-After: 20\r\nContent-Length: 0\r\n\r\n");
          answered.countDown();
        });
    RetrySettings patient =
        new RetrySettings(3, Duration.ofMillis(1), Duration.ofMillis(1), Duration.ofSeconds(30));
    PrometheusSource source =
        Sources.source(Sources.config(url()).build(), RequestListener.NONE, patient);
    CompletableFuture<SourceException> pausing =
        CompletableFuture.supplyAsync(() -> failureOf(source), threads);
    answered.await();
    source.close();
    assertThat(pausing.get(5, TimeUnit.SECONDS).kind()).isEqualTo(FailureKind.UNAVAILABLE);
  }

  @Test
  void anInterruptedCallerLeavesAndStaysInterrupted() throws Exception {
    CountDownLatch arrived = new CountDownLatch(1);
    serve(
        (number, socket) -> {
          arrived.countDown();
          socket.getInputStream().read();
        });
    try (PrometheusSource source = Sources.config(url()).source()) {
      CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
      Thread caller =
          new Thread(
              () -> {
                SourceException failure = failureOf(source);
                interrupted.complete(
                    failure.kind() == FailureKind.UNAVAILABLE
                        && Thread.currentThread().isInterrupted());
              });
      caller.start();
      arrived.await();
      caller.interrupt();
      assertThat(interrupted.get(5, TimeUnit.SECONDS)).isTrue();
    }
  }
}
