package io.kopula.config;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The metric source. Authentication and TLS keys are those of Prometheus's HTTP client
 * configuration.
 *
 * @param url base address; {@code /api/v1/…} is appended
 * @param authentication null for none
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
    @Nullable Authentication authentication,
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

  /** How the server learns who asks. */
  public sealed interface Authentication {}

  /** Exactly one of password and file, or neither for an empty password. */
  public record BasicAuth(String username, @Nullable Secret password, @Nullable Path passwordFile)
      implements Authentication {}

  /** Exactly one of credentials and file; a file is read again for each request. */
  public record Authorization(
      String type, @Nullable Secret credentials, @Nullable Path credentialsFile)
      implements Authentication {}

  /**
   * The client credentials of OAuth 2.0 (RFC 6749, section 4.4). Exactly one of secret and file; a
   * file is read again for each request.
   *
   * @param tokenUrl where tokens are had
   * @param endpointParams further parameters of the request for a token; may hold secrets
   * @param tls of the connection to {@code tokenUrl}
   */
  public record OAuth2(
      String clientId,
      @Nullable Secret clientSecret,
      @Nullable Path clientSecretFile,
      List<String> scopes,
      URI tokenUrl,
      Map<String, Secret> endpointParams,
      TlsConfig tls)
      implements Authentication {
    public OAuth2 {
      scopes = List.copyOf(scopes);
      endpointParams = Map.copyOf(endpointParams);
    }
  }

  /**
   * AWS Signature Version 4. Access key and secret key together, or neither: then the default chain
   * of AWS's SDK finds them.
   *
   * @param secretKeyFile in place of the secret key; read again for each request
   * @param profile of the shared configuration files, null for the default one
   * @param service the name requests are signed for
   */
  public record SigV4(
      String region,
      @Nullable String accessKey,
      @Nullable Secret secretKey,
      @Nullable Path secretKeyFile,
      @Nullable String profile,
      String service)
      implements Authentication {}

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
