package io.kopula.config;

import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Key.Section;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The keys below {@code datasource.oauth2}. */
final class OAuth2Reader {
  private static final Key<String> CLIENT_ID =
      Key.value("client_id", Types.text("a text", text -> true), "Name of the client.").mandatory();
  private static final Key<Secret> CLIENT_SECRET =
      Key.value(
          "client_secret",
          Types.secret(),
          "Secret of the client; this or `client_secret_file` is required.");
  private static final Key<Path> CLIENT_SECRET_FILE =
      Key.value(
          "client_secret_file",
          Types.path("the path of a readable file"),
          "File that holds the secret; read for each request.");
  private static final Key<String> SCOPES =
      Key.list(
              "scopes",
              Types.text("a scope without spaces", text -> text.matches("[!#-\\[\\]-~]+")),
              "Scopes to ask for.")
          .or("");
  private static final Key<URI> TOKEN_URL =
      Key.value(
              "token_url",
              new HttpUrlType("client_id and client_secret"),
              "Where tokens are had. Each is used until shortly before it expires, or until the server"
                  + " answers 401.")
          .mandatory();
  private static final Key<Secret> ENDPOINT_PARAMS =
      Key.map(
          "endpoint_params",
          Types.secret(),
          "Further parameters of the request for a token, such as `audience`.");
  private static final Key<Section> TLS_CONFIG =
      TlsClientReader.section("TLS of the connection to `token_url`.");

  static final Key<Section> SECTION =
      Key.section(
          "oauth2",
          "Tokens for the client credentials of OAuth 2.0.",
          CLIENT_ID,
          CLIENT_SECRET,
          CLIENT_SECRET_FILE,
          SCOPES,
          TOKEN_URL,
          ENDPOINT_PARAMS,
          TLS_CONFIG);

  private OAuth2Reader() {}

  static @Nullable OAuth2 read(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String clientId = values.find(CLIENT_ID);
    Secret secret = values.find(CLIENT_SECRET);
    Path secretFile = values.file(CLIENT_SECRET_FILE);
    AuthenticationReader.requireOne(values, CLIENT_SECRET, CLIENT_SECRET_FILE, true);
    List<String> scopes = values.list(SCOPES);
    URI tokenUrl = values.find(TOKEN_URL);
    Map<String, Secret> parameters = values.map(ENDPOINT_PARAMS, parameterName());
    TlsConfig tls = TlsClientReader.read(values.section(TLS_CONFIG));
    return clientId == null || tokenUrl == null
        ? null
        : new OAuth2(clientId, secret, secretFile, scopes, tokenUrl, parameters, tls);
  }

  private static Type<String> parameterName() {
    return Types.text(
        "a name other than grant_type, scope, client_id and client_secret",
        text -> !List.of("grant_type", "scope", "client_id", "client_secret").contains(text));
  }
}
