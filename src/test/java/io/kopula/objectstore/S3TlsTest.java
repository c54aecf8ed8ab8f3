package io.kopula.objectstore;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.ObjectStoreConfig;
import io.kopula.config.ObjectStoreConfig.AccessKeys;
import io.kopula.config.Secret;
import io.kopula.testing.Certificates;
import io.kopula.tls.TlsContexts;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server whose certificate is of another name than the one it is addressed by. */
class S3TlsTest {
  private static final byte[] CONTENT = "content".getBytes(UTF_8);

  @TempDir private Path folder;
  private Certificates certificates;
  private HttpsServer server;

  @BeforeEach
  void start() throws Exception {
    certificates = new Certificates(folder, "storage");
    certificates.issue("minio", "DNS:minio.storage");
    TlsConfig own =
        new TlsConfig(null, certificates.cert("minio"), certificates.key("minio"), null, false);
    server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(new HttpsConfigurator(TlsContexts.create(own, true)));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, CONTENT.length);
          exchange.getResponseBody().write(CONTENT);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  private S3ObjectStore store(TlsConfig tls) {
    ObjectStoreConfig config =
        new ObjectStoreConfig(
            "bucket",
            URI.create("https://127.0.0.1:" + server.getAddress().getPort()),
            "us-east-1",
            "",
            new AccessKeys("key", new Secret("secret"), null),
            true,
            tls,
            Duration.ofSeconds(10));
    return new S3ObjectStore(config, operation -> {});
  }

  @Test
  void itIsRefused() {
    try (S3ObjectStore store =
        store(new TlsConfig(certificates.cert("ca"), null, null, null, false))) {
      assertThatThrownBy(() -> store.get("object", 100))
          .isInstanceOf(IOException.class)
          .hasRootCauseInstanceOf(SSLPeerUnverifiedException.class);
    }
  }

  @Test
  void itIsUsedWhereVerificationIsSkipped() throws Exception {
    try (S3ObjectStore store = store(new TlsConfig(null, null, null, null, true))) {
      assertThat(store.get("object", 100)).hasValue(CONTENT);
    }
  }
}
