package io.kopula.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.Certificates;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The packaged application over TLS, asked by curl with certificates that openssl has made. */
class WebTlsIT {
  private static final Path JAR = Path.of(System.getProperty("kopula.jar"));
  private static final Duration START = Duration.ofSeconds(90);
  private static final String NOT_CONNECTED = "000";

  private final String curl = Servers.require("curl").toString();
  private final int port = Servers.freePort();
  @TempDir private Path folder;
  private Certificates own;
  private Certificates others;
  private Process server;

  @BeforeEach
  void certificates() throws Exception {
    own = new Certificates(folder, "own");
    own.issue("server", "IP:127.0.0.1");
    own.issue("client", "DNS:prometheus");
    others = new Certificates(folder, "others");
    others.issue("server", "IP:127.0.0.1");
    others.issue("client", "DNS:stranger");
    use(own);
    Files.writeString(folder.resolve("token"), "hunter2");
  }

  @AfterEach
  void stop() throws Exception {
    if (server != null) {
      server.destroy();
      if (!server.waitFor(20, TimeUnit.SECONDS)) {
        server.destroyForcibly();
      }
    }
  }

  @Test
  void aVerifiedCertificateCountsAsTheTokenDoes() throws Exception {
    start("VerifyClientCertIfGiven", "bearer_token_file: token, protect: everything, ");
    assertThat(status("/-/healthy")).as("probes have no certificate").isEqualTo("200");
    assertThat(status("/metrics")).isEqualTo("401");
    assertThat(status("/metrics", "-H", "Authorization: Bearer hunter2")).isEqualTo("200");
    assertThat(status("/metrics", "-H", "Authorization: Bearer hunter3")).isEqualTo("401");
    assertThat(status("/metrics", with(own, "client"))).isEqualTo("200");
    assertThat(status("/metrics", with(others, "client"))).isEqualTo(NOT_CONNECTED);
    assertThat(status("/-/reload", "-X", "POST")).isEqualTo("401");
    assertThat(status("/-/reload", and(with(own, "client"), "-X", "POST"))).isEqualTo("200");
    String[] foreignPage = {"-X", "POST", "-H", "Origin: https://evil.example"};
    assertThat(status("/-/reload", and(with(own, "client"), foreignPage))).isEqualTo("401");
    String[] ownPage = {"-X", "POST", "-H", "Origin: https://127.0.0.1:" + port};
    assertThat(status("/-/reload", and(with(own, "client"), ownPage))).isEqualTo("200");
    assertThat(status("/-/healthy", "--tls-max", "1.1")).isEqualTo(NOT_CONNECTED);
    assertThatThrownBy(this::plainAnswer).isInstanceOf(IOException.class);
    assertThat(Files.readString(log())).doesNotContain("hunter2", "PRIVATE KEY");
  }

  @Test
  void withoutACertificateThereIsNoConnectionWhereItIsRequired() throws Exception {
    start("RequireAndVerifyClientCert", "");
    assertThat(status("/-/healthy")).isEqualTo(NOT_CONNECTED);
    assertThat(status("/-/healthy", with(others, "client"))).isEqualTo(NOT_CONNECTED);
    assertThat(status("/-/healthy", with(own, "client"))).isEqualTo("200");
  }

  @Test
  void takesUpCertificatesThatAreReplaced() throws Exception {
    start("VerifyClientCertIfGiven", "protect: everything, ");
    assertThat(status("/metrics", with(own, "client"))).isEqualTo("200");
    Files.copy(
        others.key("server"), folder.resolve("tls.key"), StandardCopyOption.REPLACE_EXISTING);
    await("what does not fit is told")
        .atMost(START)
        .until(() -> Files.readString(log()).contains("tls.key is not the key of the first"));
    assertThat(status("/metrics", with(own, "client"))).as("the last good ones").isEqualTo("200");
    use(others);
    await()
        .atMost(START)
        .until(() -> status(others, "/metrics", with(others, "client")).equals("200"));
    assertThat(status(own, "/-/healthy")).as("the former authority").isEqualTo(NOT_CONNECTED);
    assertThat(status(others, "/metrics", with(own, "client"))).isEqualTo(NOT_CONNECTED);
    assertThat(status(others, "/metrics")).isEqualTo("401");
  }

  private void use(Certificates certificates) throws IOException {
    for (Path[] each :
        new Path[][] {
          {certificates.cert("server"), Path.of("tls.crt")},
          {certificates.key("server"), Path.of("tls.key")},
          {certificates.cert("ca"), Path.of("ca.crt")}
        }) {
      Files.copy(each[0], folder.resolve(each[1]), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private void start(String clientAuth, String more) throws Exception {
    Path file =
        Files.writeString(
            folder.resolve("kopula.yml"),
            """
            global: {model_dir: models}
            datasource: {url: "http://127.0.0.1:1"}
            web: {%stls_server_config: {cert_file: tls.crt, key_file: tls.key, client_ca_file: ca.crt, client_auth_type: %s}}
            groups:
              - {name: shop, variables: {up: up}}
            """
                .formatted(more, clientAuth));
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-jar",
            JAR.toString(),
            "serve",
            "--config.file=" + file,
            "--web.listen-address=127.0.0.1:" + port);
    builder.environment().remove("TENSORFLOW_LIBRARY_PATH");
    server = builder.redirectErrorStream(true).redirectOutput(log().toFile()).start();
    await("it answers; its log is " + log())
        .atMost(START)
        .until(() -> status("/-/healthy", with(own, "client")).equals("200"));
  }

  private Path log() {
    return folder.resolve("kopula.log");
  }

  /** Plain HTTP at the same port. */
  private String plainAnswer() throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(10_000);
      socket
          .getOutputStream()
          .write("GET /-/healthy HTTP/1.0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!answer.contains("HTTP/1")) {
        throw new IOException("no answer in HTTP");
      }
      return answer;
    }
  }

  private static String[] with(Certificates certificates, String name) {
    return new String[] {
      "--cert", certificates.cert(name).toString(), "--key", certificates.key(name).toString()
    };
  }

  private static String[] and(String[] some, String... more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(new String[0]);
  }

  private String status(String path, String... options) {
    return status(own, path, options);
  }

  /** The status code, 000 where there is no answer. */
  private String status(Certificates trusted, String path, String... options) {
    String[] command =
        and(
            new String[] {
              "sh",
              "-c",
              "\"$@\" || true",
              "sh",
              curl,
              "-s",
              "-o",
              "/dev/null",
              "-w",
              "%{http_code}",
              "--max-time",
              "10",
              "--cacert",
              trusted.cert("ca").toString()
            },
            and(options, "https://127.0.0.1:" + port + path));
    return Commands.run(command).strip();
  }
}
