package io.kopula.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import io.kopula.config.ObjectStoreConfig;
import io.kopula.config.ObjectStoreConfig.AccessKeys;
import io.kopula.objectstore.S3ObjectStore.Operation;
import io.kopula.testing.CapturedLog;
import io.kopula.testing.S3Server;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a real server with S3's API. */
class S3ObjectStoreTest {
  private static S3Server server;

  private final List<Operation> failures = new ArrayList<>();

  @BeforeAll
  static void start() {
    server = S3Server.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  private S3ObjectStore store(ObjectStoreConfig config) {
    return new S3ObjectStore(config, failures::add);
  }

  @Test
  void objectsAreListedReadReplacedAndRemoved() throws Exception {
    try (S3ObjectStore store = store(server.config(S3Server.SECRET_KEY, "one/"))) {
      store.put("a/x.json", "1".getBytes(UTF_8));
      store.put("a/y.json", "2".getBytes(UTF_8));
      store.put("b/z.json", "3".getBytes(UTF_8));
      store.put("a/x.json", "4".getBytes(UTF_8));
      assertThat(store.list("a/")).containsExactly("a/x.json", "a/y.json");
      assertThat(store.get("a/x.json", 10)).hasValue("4".getBytes(UTF_8));
      assertThat(store.get("a/none", 10)).isEmpty();
      store.delete(List.of("a/x.json", "a/none"));
      assertThat(store.list("a/")).containsExactly("a/y.json");
    }
    try (S3ObjectStore other = store(server.config(S3Server.SECRET_KEY, "two/"))) {
      assertThat(other.list("")).isEmpty();
    }
    assertThat(failures).isEmpty();
  }

  @Test
  void listsMoreThanOneAnswerHolds() throws Exception {
    try (S3ObjectStore store = store(server.config(S3Server.SECRET_KEY, "many/"))) {
      List<String> names = IntStream.range(0, 1100).mapToObj(i -> "%04d".formatted(i)).toList();
      for (String name : names) {
        store.put(name, new byte[0]);
      }
      assertThat(store.list("")).isEqualTo(names);
    }
  }

  @Test
  void refusesWhatIsTooLong() throws Exception {
    try (S3ObjectStore store = store(server.config(S3Server.SECRET_KEY, "long/"))) {
      store.put("object", new byte[101]);
      assertThat(store.get("object", 101)).isPresent();
      assertThatThrownBy(() -> store.get("object", 100))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("at most 100 bytes");
      assertThat(failures).containsExactly(Operation.GET);
    }
  }

  @Test
  void aChangeBeginsAnewWhereAnotherWasFaster() throws Exception {
    try (S3ObjectStore store = store(server.config(S3Server.SECRET_KEY, "raced/"))) {
      for (String others : List.of("1", "2")) { // in place of nothing, then of what was there
        AtomicInteger tries = new AtomicInteger();
        byte[] after =
            store.update(
                "object",
                10,
                before -> {
                  if (tries.incrementAndGet() == 1) {
                    store.put("object", others.getBytes(UTF_8));
                  }
                  return (before.map(bytes -> new String(bytes, UTF_8)).orElse("") + "+")
                      .getBytes(UTF_8);
                });
        assertThat(after).asString(UTF_8).isEqualTo(others + "+");
        assertThat(store.get("object", 10)).hasValue(after);
        assertThat(tries).hasValue(2);
      }
      assertThat(failures).isEmpty();
    }
  }

  @Test
  void aServerThatKnowsNoConditionsTakesThePlainChange() throws Exception {
    List<String> requests = new CopyOnWriteArrayList<>();
    HttpServer unconditional =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    unconditional.createContext(
        "/",
        exchange -> {
          boolean condition = exchange.getRequestHeaders().containsKey("If-None-Match");
          requests.add(exchange.getRequestMethod() + (condition ? " where there is none" : ""));
          exchange.getRequestBody().readAllBytes();
          boolean read = exchange.getRequestMethod().equals("GET");
          exchange.sendResponseHeaders(read ? 404 : condition ? 501 : 200, 0);
          String answer = read ? "<Error><Code>NoSuchKey</Code></Error>" : "";
          exchange.getResponseBody().write(answer.getBytes(UTF_8));
          exchange.close();
        });
    unconditional.start();
    try (S3ObjectStore store =
        store(at("http://127.0.0.1:" + unconditional.getAddress().getPort()))) {
      assertThat(store.update("object", 10, before -> new byte[] {1})).containsExactly(1);
      assertThat(requests).containsExactly("GET", "PUT where there is none", "PUT");
      assertThat(failures).isEmpty();
    } finally {
      unconditional.stop(0);
    }
  }

  @Test
  void aFailureIsToldOfUntilTheSameOperationSucceeds() throws Exception {
    try (S3ObjectStore store = store(server.config(S3Server.SECRET_KEY, "told/"));
        CapturedLog log = new CapturedLog()) {
      store.put("object", new byte[101]);
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> store.get("object", 100)).isInstanceOf(IOException.class);
        assertThat(store.list("")).hasSize(1);
      }
      assertThat(log.lines()).singleElement().asString().contains("could not get s3://");
      assertThat(store.get("object", 101)).isPresent();
      assertThatThrownBy(() -> store.get("object", 100)).isInstanceOf(IOException.class);
      assertThat(log.lines()).hasSize(2);
    }
  }

  @Test
  void namesTheObjectAndNeverTheSecret() {
    try (S3ObjectStore store = store(server.config("a-wrong-secret-77aa", ""))) {
      assertThatThrownBy(() -> store.put("a", new byte[1]))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("object store: could not put s3://" + S3Server.BUCKET + "/a: ")
          .satisfies(e -> assertThat(stackTrace(e)).doesNotContain("a-wrong-secret-77aa"));
    }
    assertThat(failures).containsExactly(Operation.PUT);
  }

  private static String stackTrace(Throwable thrown) {
    java.io.StringWriter text = new java.io.StringWriter();
    thrown.printStackTrace(new java.io.PrintWriter(text));
    return text.toString();
  }

  @Test
  void readsTheSecretAgainWhenItsFileChanges(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("secret-key");
    Files.writeString(file, "old\n");
    ObjectStoreConfig usual = server.config();
    ObjectStoreConfig config =
        new ObjectStoreConfig(
            usual.bucket(),
            usual.endpoint(),
            usual.region(),
            "file/",
            new AccessKeys(S3Server.ACCESS_KEY, null, file),
            usual.pathStyle(),
            usual.tls(),
            usual.timeout());
    try (S3ObjectStore store = store(config)) {
      assertThatThrownBy(() -> store.list("")).isInstanceOf(IOException.class);
      Files.writeString(file, S3Server.SECRET_KEY + "\n");
      assertThat(store.list("")).isEmpty();
    }
  }

  @Test
  void aServerThatIsGoneIsAnIoException() {
    try (S3ObjectStore store = store(at("http://127.0.0.1:1"))) {
      assertThatThrownBy(() -> store.list("")).isInstanceOf(IOException.class);
      assertThat(failures).containsExactly(Operation.LIST);
    }
  }

  private static ObjectStoreConfig at(String endpoint) {
    ObjectStoreConfig usual = server.config();
    return new ObjectStoreConfig(
        usual.bucket(),
        URI.create(endpoint),
        usual.region(),
        usual.prefix(),
        usual.keys(),
        usual.pathStyle(),
        usual.tls(),
        usual.timeout());
  }
}
