package io.kopula.config;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * TLS of the server, with the keys of Prometheus's web configuration.
 *
 * @param certFile PEM, the server's certificate first
 * @param keyFile its key, PEM, unencrypted
 * @param clientCaFile certificates (PEM) that those of clients are checked against; null where none
 *     are asked for
 * @param minVersion the oldest version that is spoken
 */
public record TlsServerConfig(
    Path certFile,
    Path keyFile,
    ClientAuth clientAuth,
    @Nullable Path clientCaFile,
    MinVersion minVersion) {
  /** The name under which Quarkus knows it. */
  public static final String NAME = "kopula-web";

  /** The property that says {@link ClientAuth}, by its name in Java. */
  public static final String CLIENT_AUTH_PROPERTY = "kopula.web.client-auth";

  /**
   * Whether clients show certificates. Prometheus's RequestClientCert and RequireAnyClientCert are
   * left out: what nobody verifies is worth nothing.
   */
  public enum ClientAuth {
    NONE("NoClientCert"),
    VERIFY_IF_GIVEN("VerifyClientCertIfGiven"),
    REQUIRE("RequireAndVerifyClientCert");

    private final String key;

    ClientAuth(String key) {
      this.key = key;
    }

    /** As it is written in the configuration. */
    public String key() {
      return key;
    }
  }

  /** Versions of TLS that are still sound. */
  public enum MinVersion {
    TLS12("TLSv1.3,TLSv1.2"),
    TLS13("TLSv1.3");

    private final String protocols;

    MinVersion(String protocols) {
      this.protocols = protocols;
    }

    /** This version and the newer ones, by the JDK's names, with commas between them. */
    public String protocols() {
      return protocols;
    }
  }

  /** Whether a client can be known by its certificate. */
  public boolean verifiesClients() {
    return clientAuth != ClientAuth.NONE;
  }

  /** All files it is made of. */
  public List<Path> files() {
    return Stream.of(certFile, keyFile, clientCaFile).filter(file -> file != null).toList();
  }
}
