package io.kopula.source.prometheus;

import static io.kopula.source.prometheus.Sources.NOW;
import static io.kopula.source.prometheus.Sources.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.source.FailureKind;
import io.kopula.source.prometheus.FakeServer.Response;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsTest {
  @TempDir static Path folder;
  private static Tls ours;
  private static Tls strangers;

  @BeforeAll
  static void issue() throws Exception {
    ours = new Tls(folder, "ours");
    ours.issue("server", "IP:127.0.0.1");
    ours.issue("named", "DNS:prometheus.internal");
    ours.issue("client", "DNS:client");
    strangers = new Tls(folder, "strangers");
    strangers.issue("client", "DNS:client");
  }

  @Test
  void trustsTheConfiguredAuthority() throws Exception {
    try (FakeServer server = ours.server("server", false);
        PrometheusSource source = source(server, tls(ours.cert("ca"), null, null))) {
      assertThat(source.query("up", NOW).series()).isEmpty();
      assertThat(server.lastRequest().serverName()).as("no SNI for an address").isEmpty();
    }
  }

  @Test
  void aStrangersCertificateIsRefusedOnce() throws Exception {
    List<Integer> codes = new CopyOnWriteArrayList<>();
    try (FakeServer server = ours.server("server", false);
        PrometheusSource byDefault = source(server, TlsConfig.DEFAULT);
        PrometheusSource byOther =
            Sources.source(
                Sources.config(server.url()).tls(tls(strangers.cert("ca"), null, null)).build(),
                (code, duration) -> codes.add(code))) {
      assertThat(failureOf(byDefault).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
      assertThat(failureOf(byOther).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
      assertThat(codes).as("a TLS failure is not tried again").containsExactly(0);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void theNameOfTheCertificateMustFit() throws Exception {
    try (FakeServer server = ours.server("named", false);
        PrometheusSource source = source(server, tls(ours.cert("ca"), null, null))) {
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void serverNameIsAskedForAndVerified() throws Exception {
    try (FakeServer server = ours.server("named", false);
        PrometheusSource right = source(server, named(ours.cert("ca"), "prometheus.internal"));
        PrometheusSource wrong = source(server, named(ours.cert("ca"), "other.internal"))) {
      right.query("up", NOW);
      assertThat(server.lastRequest().serverName()).isEqualTo("prometheus.internal");
      assertThat(failureOf(wrong).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void insecureSkipsAuthorityAndName() throws Exception {
    try (FakeServer server = ours.server("named", false);
        PrometheusSource source = source(server, new TlsConfig(null, null, null, null, true))) {
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
  void showsTheClientCertificate(String protocol) throws Exception {
    TlsConfig with = tls(ours.cert("ca"), ours.cert("client"), ours.key("client"));
    TlsConfig strange = tls(ours.cert("ca"), strangers.cert("client"), strangers.key("client"));
    try (FakeServer server = ours.server("server", true, protocol);
        PrometheusSource source = source(server, with);
        PrometheusSource anonymous = source(server, tls(ours.cert("ca"), null, null));
        PrometheusSource stranger = source(server, strange)) {
      source.query("up", NOW);
      source.query("up", NOW);
      assertThat(server.requests()).hasSize(2);
      // in TLS 1.3 the client hears of it only later, and then the connection may be gone
      assertThat(failureOf(anonymous).kind())
          .isIn(FailureKind.UNAUTHORIZED, FailureKind.UNAVAILABLE);
      assertThat(failureOf(stranger).kind())
          .isIn(FailureKind.UNAUTHORIZED, FailureKind.UNAVAILABLE);
      assertThat(server.requests()).hasSize(2);
    }
  }

  @Test
  void readsReplacedFilesForNewConnections() throws Exception {
    Path ca = folder.resolve("replaced.crt");
    try (FakeServer server = ours.server("server", false);
        PrometheusSource source = source(server, tls(ca, null, null))) {
      assertThat(failureOf(source))
          .hasMessageContaining("datasource.tls_config: expected readable PEM files")
          .hasMessageContaining("replaced.crt")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.UNAUTHORIZED));
      Files.copy(strangers.cert("ca"), ca, StandardCopyOption.REPLACE_EXISTING);
      assertThat(failureOf(source).kind()).isEqualTo(FailureKind.UNAUTHORIZED);
      Files.copy(ours.cert("ca"), ca, StandardCopyOption.REPLACE_EXISTING);
      Files.setLastModifiedTime(ca, FileTime.fromMillis(1_900_000_000_000L));
      assertThat(source.query("up", NOW).series()).isEmpty();
    }
  }

  @Test
  void neitherCertificateNorNameAreForAnotherServer() throws Exception {
    TlsConfig config =
        new TlsConfig(
            ours.cert("ca"), ours.cert("client"), ours.key("client"), "prometheus.internal", false);
    try (FakeServer first = ours.server("named", true);
        FakeServer other = ours.server("server", false);
        FakeServer wanting = ours.server("server", true);
        PrometheusSource source = source(first, config)) {
      first.answers(redirect(other.url()));
      source.query("up", NOW);
      assertThat(other.lastRequest().serverName()).isEmpty();

      first.answers(redirect(wanting.url()));
      assertThat(failureOf(source).kind()).isIn(FailureKind.UNAUTHORIZED, FailureKind.UNAVAILABLE);
      assertThat(wanting.requests()).isEmpty();
    }
  }

  @Test
  void neverGoesFromHttpsToHttp() throws Exception {
    try (FakeServer server = ours.server("server", false);
        FakeServer plain = new FakeServer();
        PrometheusSource source = source(server, tls(ours.cert("ca"), null, null))) {
      server.answers(redirect(plain.url()));
      assertThat(failureOf(source))
          .hasMessageContaining("expected a redirect to https, found http://127.0.0.1:")
          .satisfies(e -> assertThat(e.kind()).isEqualTo(FailureKind.BAD_RESPONSE));
      assertThat(plain.requests()).isEmpty();
    }
  }

  private static Response redirect(URI to) {
    return Response.status(307).with("Location", to + "/api/v1/query");
  }

  private static PrometheusSource source(FakeServer server, TlsConfig tls) {
    return Sources.config(server.url()).tls(tls).source();
  }

  private static TlsConfig tls(Path ca, Path cert, Path key) {
    return new TlsConfig(ca, cert, key, null, false);
  }

  private static TlsConfig named(Path ca, String name) {
    return new TlsConfig(ca, null, null, name, false);
  }
}
