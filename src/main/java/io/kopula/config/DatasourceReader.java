package io.kopula.config;

import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Key.Section;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys below {@code datasource}. */
final class DatasourceReader {
  static final Type<Path> FILE = Types.path("the path of a readable file");
  private static final Type<String> TEXT = Types.text("a text", text -> true);

  private static final Key<String> USERNAME = Key.value("username", TEXT, "User name.").mandatory();
  private static final Key<Secret> PASSWORD =
      Key.value("password", Types.secret(), "Password; not together with `password_file`.");
  private static final Key<Path> PASSWORD_FILE =
      Key.value("password_file", FILE, "File that holds the password.");
  private static final Key<Section> BASIC_AUTH =
      Key.section(
          "basic_auth",
          "HTTP basic authentication; not together with `authorization`.",
          USERNAME,
          PASSWORD,
          PASSWORD_FILE);

  private static final Key<String> TYPE =
      Key.value("type", authorizationType(), "Authentication scheme.").or("Bearer");
  private static final Key<Secret> CREDENTIALS =
      Key.value("credentials", Types.secret(), "Token; this or `credentials_file` is required.");
  private static final Key<Path> CREDENTIALS_FILE =
      Key.value("credentials_file", FILE, "File that holds the token; read for each request.");
  private static final Key<Section> AUTHORIZATION =
      Key.section(
          "authorization",
          "The `Authorization` header; not together with `basic_auth`.",
          TYPE,
          CREDENTIALS,
          CREDENTIALS_FILE);

  static final Key<Path> CA_FILE =
      Key.value("ca_file", FILE, "Certificates (PEM) that the server's is checked against.")
          .orElse("those of the JVM");
  static final Key<Path> CERT_FILE =
      Key.value("cert_file", FILE, "Client certificate (PEM); together with `key_file`.");
  static final Key<Path> KEY_FILE =
      Key.value("key_file", FILE, "Key of the client certificate (PEM).");
  private static final Key<String> SERVER_NAME =
      Key.value("server_name", TEXT, "Name that the server's certificate must hold.")
          .orElse("the host of `url`");
  static final Key<Boolean> INSECURE_SKIP_VERIFY =
      Key.value(
              "insecure_skip_verify",
              Types.bool(),
              "Accept any certificate of the server. Anyone on the way can then read and change"
                  + " what is sent.")
          .or("false");
  private static final Key<Section> TLS_CONFIG =
      Key.section(
          "tls_config",
          "TLS of the connection.",
          CA_FILE,
          CERT_FILE,
          KEY_FILE,
          SERVER_NAME,
          INSECURE_SKIP_VERIFY);

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
              BASIC_AUTH,
              AUTHORIZATION,
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
    BasicAuth basicAuth = basicAuth(values.section(BASIC_AUTH));
    Authorization authorization = authorization(values.section(AUTHORIZATION));
    if (values.has(BASIC_AUTH) && values.has(AUTHORIZATION)) {
      values.reject(AUTHORIZATION, "only one of basic_auth and authorization");
    }
    TlsConfig tls = tls(values.section(TLS_CONFIG));
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
            basicAuth,
            authorization,
            tls,
            headers,
            parameters,
            timeout,
            maxPoints,
            maxConcurrent,
            maxBytes,
            followRedirects);
  }

  private static @Nullable BasicAuth basicAuth(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String username = values.find(USERNAME);
    Secret password = values.find(PASSWORD);
    Path passwordFile = values.file(PASSWORD_FILE);
    if (values.has(PASSWORD) && values.has(PASSWORD_FILE)) {
      values.reject(PASSWORD_FILE, "only one of password and password_file");
    }
    return username == null ? null : new BasicAuth(username, password, passwordFile);
  }

  private static @Nullable Authorization authorization(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String type = values.read(TYPE);
    Secret credentials = values.find(CREDENTIALS);
    Path credentialsFile = values.file(CREDENTIALS_FILE);
    if (values.has(CREDENTIALS) && values.has(CREDENTIALS_FILE)) {
      values.reject(CREDENTIALS_FILE, "only one of credentials and credentials_file");
    } else if (!values.has(CREDENTIALS) && !values.has(CREDENTIALS_FILE)) {
      values.reject(CREDENTIALS, "credentials or credentials_file");
    }
    return new Authorization(type, credentials, credentialsFile);
  }

  static TlsConfig tls(@Nullable MappingReader values) {
    if (values == null) {
      return TlsConfig.DEFAULT;
    }
    if (values.has(CERT_FILE) != values.has(KEY_FILE)) {
      Key<Path> missing = values.has(CERT_FILE) ? KEY_FILE : CERT_FILE;
      values.reject(missing, "cert_file and key_file together");
    }
    return new TlsConfig(
        values.file(CA_FILE),
        values.file(CERT_FILE),
        values.file(KEY_FILE),
        values.find(SERVER_NAME),
        values.read(INSECURE_SKIP_VERIFY));
  }

  private static Type<String> authorizationType() {
    return Types.of(
        "an authentication scheme, such as Bearer",
        text -> {
          if (text.equalsIgnoreCase("basic")) {
            throw new UnfitException("a scheme other than Basic (use basic_auth)");
          }
          if (!text.matches("[a-zA-Z0-9!#$%&'*+.^_`|~-]+")) {
            throw new UnfitException("an authentication scheme, such as Bearer");
          }
          return text;
        });
  }
}
