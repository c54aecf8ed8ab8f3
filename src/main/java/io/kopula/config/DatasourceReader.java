package io.kopula.config;

import io.kopula.config.DatasourceConfig.Authentication;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Key.Section;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys below {@code datasource}. */
final class DatasourceReader {
  private static final Key<Section> TLS_CONFIG = TlsClientReader.section("TLS of the connection.");
  private static final Type<String> TEXT = Types.text("a text", text -> true);

  private static final Key<URI> URL =
      Key.value(
              "url",
              new HttpUrlType("basic_auth or authorization"),
              "Base address of the server; `/api/v1/…` is appended.")
          .mandatory();
  private static final Key<Secret> HEADERS =
      Key.map("headers", Types.secret(), "Headers sent with every request.");
  private static final Key<String> QUERY_PARAMS =
      Key.map("query_params", TEXT, "URL parameters added to every request.");
  private static final Key<Duration> TIMEOUT =
      Key.value(
              "timeout",
              Types.duration("100ms", "10m"),
              "Longest time for one request, from connecting to the last byte.")
          .or("30s");
  private static final Key<Integer> MAX_POINTS =
      Key.value(
              "max_points_per_query",
              Types.integer(100, 11_000),
              "Longest range of one request, in points a series; longer ranges are split. Servers"
                  + " refuse more than 11,000.")
          .or("10000");
  private static final Key<Integer> MAX_CONCURRENT =
      Key.value("max_concurrent_queries", Types.integer(1, 64), "Most requests under way at once.")
          .or("4");
  private static final Key<Long> MAX_BYTES =
      Key.value(
              "max_response_bytes",
              new ByteSizeType("64KB", "16GB"),
              "Largest answer that is read, uncompressed; units are powers of 1024.")
          .or("256MB");
  private static final Key<Boolean> FOLLOW_REDIRECTS =
      Key.value("follow_redirects", Types.bool(), "Whether redirects are followed.").or("true");

  static final Key<Section> SECTION =
      Key.section(
              "datasource",
              "The server that metrics are read from: any with Prometheus's HTTP API."
                  + " Authentication and TLS keys are those of Prometheus's HTTP client"
                  + " configuration.",
              URL,
              AuthenticationReader.BASIC_AUTH,
              AuthenticationReader.AUTHORIZATION,
              OAuth2Reader.SECTION,
              SigV4Reader.SECTION,
              HEADERS,
              TLS_CONFIG,
              QUERY_PARAMS,
              TIMEOUT,
              MAX_POINTS,
              MAX_CONCURRENT,
              MAX_BYTES,
              FOLLOW_REDIRECTS)
          .mandatory();

  private DatasourceReader() {}

  /** Null when there is no valid address, which is noted. */
  static @Nullable DatasourceConfig read(MappingReader values) {
    URI url = values.find(URL);
    Authentication authentication = AuthenticationReader.read(values);
    TlsConfig tls = TlsClientReader.read(values.section(TLS_CONFIG));
    Map<String, Secret> headers = values.map(HEADERS, Names.headerName(false));
    Map<String, String> parameters = values.map(QUERY_PARAMS, Names.PARAMETER_NAME);
    Duration timeout = values.read(TIMEOUT);
    int maxPoints = values.read(MAX_POINTS);
    int maxConcurrent = values.read(MAX_CONCURRENT);
    long maxBytes = values.read(MAX_BYTES);
    boolean followRedirects = values.read(FOLLOW_REDIRECTS);
    return url == null
        ? null
        : new DatasourceConfig(
            url,
            authentication,
            tls,
            headers,
            parameters,
            timeout,
            maxPoints,
            maxConcurrent,
            maxBytes,
            followRedirects);
  }
}
