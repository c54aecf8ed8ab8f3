package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application as a user starts it. */
class PackagedCommandIT {
  private static final Path JAR = Path.of(System.getProperty("kopula.jar"));

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file =
        Files.writeString(
            folder.resolve("kopula.yml"),
            """
            datasource: {url: "http://127.0.0.1:1"}
            groups:
              - {name: shop, variables: {up: up}}
            """);
  }

  @Test
  void checksFiles() throws Exception {
    assertThat(finish(start("check", "config", "--offline", file.toString()))).isZero();
    assertThat(output()).startsWith(file + " is valid");
    Files.writeString(file, "groups: []\n");
    assertThat(finish(start("check", "config", file.toString()))).isEqualTo(1);
    assertThat(output().lines())
        .containsExactly(
            file + ":1: datasource: expected a mapping, found nothing",
            file + ":1: groups: expected at least one group, found a list",
            "2 problems");
    assertThat(finish(start("check"))).isEqualTo(2);
  }

  @Test
  void takesTheLibrariesOfTensorFlowAlong() throws Exception {
    try (var files = Files.list(JAR.resolveSibling("natives"))) {
      assertThat(files.map(library -> library.getFileName().toString()))
          .contains("libtensorflow_cc.so.2", "libtensorflow_framework.so.2", "libjnitensorflow.so");
    }
  }

  /** 67 MB were there: a library that comes along unnoticed is seen here. */
  @Test
  void isNoLargerThanItWas() throws Exception {
    try (var files = Files.walk(JAR.getParent())) {
      long bytes =
          files
              .filter(file -> file.toString().endsWith(".jar"))
              .mapToLong(file -> file.toFile().length())
              .sum();
      assertThat(bytes / 1_000_000).as("MB of libraries and own code").isBetween(30L, 75L);
    }
  }

  @Test
  void servesUntilItIsToldToStop() throws Exception {
    int port = freePort();
    Process process =
        start("serve", "--config.file=" + file, "--web.listen-address=127.0.0.1:" + port);
    try {
      URI metrics = URI.create("http://127.0.0.1:" + port + "/metrics");
      await().atMost(Duration.ofSeconds(90)).ignoreExceptions().until(() -> status(metrics) == 200);
    } finally {
      process.destroy();
    }
    assertThat(process.waitFor(15, TimeUnit.SECONDS)).as(output()).isTrue();
  }

  private Process start(String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-jar", JAR.toString()));
    command.addAll(List.of(args));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("output").toFile())
        .start();
  }

  private int finish(Process process) throws Exception {
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(output()).isTrue();
    return process.exitValue();
  }

  private String output() throws IOException {
    return Files.readString(folder.resolve("output"));
  }

  private static int status(URI uri) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(5)).build();
    return HttpClient.newHttpClient()
        .send(request, HttpResponse.BodyHandlers.discarding())
        .statusCode();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
