package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.TlsServerConfig.ClientAuth;
import io.kopula.config.TlsServerConfig.MinVersion;
import io.kopula.testing.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsServerKeysTest {
  @TempDir private Path folder;

  @BeforeEach
  void certificates() throws Exception {
    Certificates certificates = new Certificates(folder, "made");
    certificates.issue("server", "IP:127.0.0.1");
    certificates.issue("other", "IP:127.0.0.1");
    Files.copy(certificates.cert("ca"), folder.resolve("ca.crt"));
    Files.copy(certificates.cert("server"), folder.resolve("server.crt"));
    Files.copy(certificates.key("server"), folder.resolve("server.key"));
    Files.copy(certificates.key("other"), folder.resolve("other.key"));
    Files.writeString(folder.resolve("text"), "hunter2");
  }

  @Test
  void pinsEveryDefault() throws Exception {
    assertThat(web("cert_file: server.crt, key_file: server.key").tls())
        .isEqualTo(
            new TlsServerConfig(
                folder.resolve("server.crt"),
                folder.resolve("server.key"),
                ClientAuth.NONE,
                null,
                MinVersion.TLS12));
  }

  @Test
  void pinsEveryKey() throws Exception {
    WebConfig web =
        web(
            "cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt, min_version: TLS13,"
                + " client_auth_type: VerifyClientCertIfGiven");
    assertThat(web.tls())
        .isEqualTo(
            new TlsServerConfig(
                folder.resolve("server.crt"),
                folder.resolve("server.key"),
                ClientAuth.VERIFY_IF_GIVEN,
                folder.resolve("ca.crt"),
                MinVersion.TLS13));
    assertThat(web.knowsClients()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cert_file: server.crt | key_file: expected the path of a readable file, found nothing",
        "cert_file: nowhere, key_file: server.key | cert_file: expected the path of a readable file, found \"nowhere\"",
        "cert_file: text, key_file: server.key | cert_file: expected a file with PEM certificates, found \"text\"",
        "cert_file: server.crt, key_file: text | key_file: expected a file with an unencrypted PEM key, found \"text\"",
        "cert_file: server.crt, key_file: other.key | key_file: expected the key of the first certificate in cert_file, found \"other.key\"",
        "cert_file: server.crt, key_file: server.key, min_version: TLS10 | min_version: expected one of TLS12, TLS13, found \"TLS10\"",
        "cert_file: server.crt, key_file: server.key, client_ca_file: ca.crt | client_ca_file: expected a client_auth_type that verifies clients beside it, found \"ca.crt\"",
        "cert_file: server.crt, key_file: server.key, client_auth_type: RequireAndVerifyClientCert | client_ca_file: expected the path of a readable file, since client_auth_type is RequireAndVerifyClientCert, found nothing",
        "cert_file: server.crt, key_file: server.key, client_auth_type: VerifyClientCertIfGiven, client_ca_file: text | client_ca_file: expected a file with PEM certificates, found \"text\"",
        "cert_file: server.crt, key_file: server.key, client_auth_type: RequireAnyClientCert | client_auth_type: expected one of NoClientCert, VerifyClientCertIfGiven, RequireAndVerifyClientCert, found \"RequireAnyClientCert\"",
      })
  void saysWhatIsWrong(String keys, String problem) throws Exception {
    assertThat(TestFiles.problems(folder, text(keys), Map.of()))
        .singleElement()
        .asString()
        .isEqualTo("kopula.yml:7: web.tls_server_config." + problem)
        .doesNotContain("hunter2");
  }

  @Test
  void aCertificateProtectsNothingThatNobodyVerifies() throws Exception {
    List<String> problems =
        TestFiles.problems(
            folder,
            TestFiles.MINIMAL
                + "web: {protect: everything, tls_server_config: {cert_file: server.crt, key_file:"
                + " server.key}}\n",
            Map.of());
    assertThat(problems)
        .singleElement()
        .asString()
        .startsWith("kopula.yml:7: web.bearer_token_file: expected");
  }

  private WebConfig web(String keys) throws Exception {
    return TestFiles.read(folder, text(keys)).configuration().web();
  }

  private static String text(String keys) {
    return TestFiles.MINIMAL + "web: {tls_server_config: {" + keys + "}}\n";
  }
}
