package io.kopula.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metric source. Authentication and TLS keys are those of Prometheus's HTTP client
 * configuration.
 *
 * @param url base address; {@code /api/v1/…} is appended
 * @param basicAuth null for none; not together with {@code authorization}
 * @param headers sent with every request; may hold credentials
 * @param queryParams added to every request
 * @param timeout for one request, connection to last byte
 * @param maxPointsPerQuery longest range of one request, in points a series; below the server's
 *     limit of 11,000
 * @param maxConcurrentQueries requests under way at once
 * @param maxResponseBytes largest answer that is read, uncompressed
 */
public record DatasourceConfig(
    URI url,
    @Nullable BasicAuth basicAuth,
    @Nullable Authorization authorization,
    TlsConfig tls,
    Map<String, Secret> headers,
    Map<String, String> queryParams,
    Duration timeout,
    int maxPointsPerQuery,
    int maxConcurrentQueries,
    long maxResponseBytes,
    boolean followRedirects) {
  public DatasourceConfig {
    headers = Map.copyOf(headers);
    queryParams = Map.copyOf(queryParams);
  }

  /** Exactly one of password and file, or neither for an empty password. */
  public record BasicAuth(
      String username, @Nullable Secret password, @Nullable Path passwordFile) {}

  /** Exactly one of credentials and file; a file is read again for each request. */
  public record Authorization(
      String type, @Nullable Secret credentials, @Nullable Path credentialsFile) {}

  /** All null and false: the JVM's trust store, no client certificate. */
  public record TlsConfig(
      @Nullable Path caFile,
      @Nullable Path certFile,
      @Nullable Path keyFile,
      @Nullable String serverName,
      boolean insecureSkipVerify) {
    public static final TlsConfig DEFAULT = new TlsConfig(null, null, null, null, false);
  }

  /** The defaults for an address: what an entry with only {@code url} gives. */
  public static DatasourceConfig of(URI url) {
    return new DatasourceConfig(
        url,
        null,
        null,
        TlsConfig.DEFAULT,
        Map.of(),
        Map.of(),
        Duration.ofSeconds(30),
        10_000,
        4,
        256L << 20,
        true);
  }
}
