package io.kopula.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what over HTTP.
 *
 * @param bearerTokenFile holds the token, read again for each request that needs it; null for none
 * @param tls null for plain HTTP
 */
public record WebConfig(
    @Nullable Path bearerTokenFile, Protection protection, @Nullable TlsServerConfig tls) {
  public static final WebConfig DEFAULT = new WebConfig(null, Protection.WRITES, null);

  /** Which requests need the token or a client certificate. */
  public enum Protection {
    /** Those that change something. */
    WRITES,
    /** All but those for probes. */
    EVERYTHING
  }

  /** Whether a client can be known by its certificate. */
  public boolean verifiesClients() {
    return tls != null && tls.verifiesClients();
  }

  /** Whether anybody can be known, by a token or a certificate: else nothing can be written. */
  public boolean knowsClients() {
    return bearerTokenFile != null || verifiesClients();
  }
}
