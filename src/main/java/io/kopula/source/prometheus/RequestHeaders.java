package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import io.kopula.config.DatasourceConfig.Authentication;
import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.config.DatasourceConfig.SigV4;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.identity.spi.AwsSessionCredentialsIdentity;

/** The configured headers and credentials; files are read again for every request. */
final class RequestHeaders implements AutoCloseable {
  private final DatasourceConfig config;
  private final @Nullable AccessTokens tokens;
  private final @Nullable AwsSigner signer;

  /**
   * @param clock says when a token expires and a request is signed
   */
  RequestHeaders(DatasourceConfig config, Clock clock) {
    this.config = config;
    Authentication authentication = config.authentication();
    this.tokens =
        authentication instanceof OAuth2 oauth2
            ? new AccessTokens(oauth2, config.timeout(), clock)
            : null;
    this.signer = authentication instanceof SigV4 sigV4 ? new AwsSigner(sigV4, clock) : null;
  }

  /** The headers of one request, before it is known. */
  @FunctionalInterface
  private interface Signing {
    Map<String, String> sign(String method, URI uri, @Nullable String type, byte[] content);
  }

  /** What one request sends, secrets in clear. */
  static final class Prepared {
    private final Map<String, String> headers = new LinkedHashMap<>();
    private final List<String> secrets = new ArrayList<>();
    private AccessTokens.@Nullable Held token;
    private @Nullable Signing signing;

    /**
     * Name to value.
     *
     * @param uri with the query
     * @param contentType null where there is no content
     */
    Map<String, String> headers(
        String method, URI uri, @Nullable String contentType, byte[] content) {
      Map<String, String> all = new LinkedHashMap<>(headers);
      if (signing != null) {
        Map<String, String> signed = signing.sign(method, uri, contentType, content);
        all.putAll(signed);
        // good for this request only, but for some minutes
        String authorization = signed.getOrDefault("Authorization", "");
        secrets.add(authorization.substring(authorization.lastIndexOf('=') + 1));
      }
      return all;
    }

    /** Takes the secrets out of a text. */
    Redactor redactor() {
      return new Redactor(secrets);
    }

    private void authorize(String scheme, String credentials) {
      headers.put("Authorization", (scheme + " " + credentials).trim());
      secrets.add(credentials);
    }

    @Override
    public String toString() {
      return "Prepared" + headers.keySet();
    }
  }

  /**
   * @param running learns of a request for a token
   */
  Prepared prepare(RunningRequest running) throws RequestFailure {
    Prepared prepared = new Prepared();
    config
        .headers()
        .forEach(
            (name, value) -> {
              prepared.headers.put(name, value.reveal());
              prepared.secrets.add(value.reveal());
            });
    Authentication authentication = config.authentication();
    if (authentication instanceof BasicAuth basic) {
      String password =
          SecretFiles.reveal(
              "datasource.basic_auth.password_file", basic.password(), basic.passwordFile());
      String pair = basic.username() + ":" + password;
      prepared.authorize(
          "Basic", Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
      prepared.secrets.add(password);
    } else if (authentication instanceof Authorization authorization) {
      prepared.authorize(
          authorization.type(),
          SecretFiles.reveal(
              "datasource.authorization.credentials_file",
              authorization.credentials(),
              authorization.credentialsFile()));
    } else if (tokens != null) {
      AccessTokens.Held token = tokens.get(running);
      prepared.token = token;
      prepared.authorize(token.type(), token.value());
      prepared.secrets.add(token.clientSecret());
    } else if (signer != null) {
      prepareSigning(prepared, signer);
    }
    return prepared;
  }

  private static void prepareSigning(Prepared prepared, AwsSigner signer) throws RequestFailure {
    AwsCredentialsIdentity credentials = signer.credentials();
    prepared.secrets.add(credentials.secretAccessKey());
    if (credentials instanceof AwsSessionCredentialsIdentity session) {
      prepared.secrets.add(session.sessionToken());
    }
    prepared.signing =
        (method, uri, type, content) -> signer.sign(credentials, method, uri, type, content);
  }

  /**
   * Called when the server has refused what was prepared.
   *
   * @return whether to prepare anew and ask once more
   */
  boolean discard(Prepared refused) {
    return tokens != null && refused.token != null && tokens.discard(refused.token);
  }

  /** Ends a request for a token under way. */
  @Override
  public void close() {
    if (tokens != null) {
      tokens.close();
    }
    if (signer != null) {
      signer.close();
    }
  }
}
