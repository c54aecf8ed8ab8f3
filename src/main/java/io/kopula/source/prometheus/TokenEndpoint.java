package io.kopula.source.prometheus;

import com.nimbusds.oauth2.sdk.ClientCredentialsGrant;
import com.nimbusds.oauth2.sdk.ErrorObject;
import com.nimbusds.oauth2.sdk.ParseException;
import com.nimbusds.oauth2.sdk.Scope;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.TokenResponse;
import com.nimbusds.oauth2.sdk.auth.ClientAuthentication;
import com.nimbusds.oauth2.sdk.auth.ClientSecretBasic;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.http.HTTPRequest;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.source.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.io.CloseMode;

/**
 * Where access tokens are had (RFC 6749, sections 3.2 and 4.4). The client's secret goes into the
 * header, and into the body where that is refused, as Prometheus does it; the place that has worked
 * once is kept. Redirects are not followed: the secret is for this address only.
 */
final class TokenEndpoint implements AutoCloseable {
  private static final int MOST_BYTES = 64 << 10;
  private static final int MOST_WORDS = 200;

  private final OAuth2 config;
  private final Origin origin;
  private final CloseableHttpClient client;

  /** Whether the secret was seen to be wanted in the body. */
  private volatile boolean secretInBody;

  /** Whether the secret has worked where it is put. */
  private volatile boolean placeKnown;

  TokenEndpoint(OAuth2 config, Duration timeout) {
    this.config = config;
    this.origin = Origin.of(config.tokenUrl());
    this.client =
        HttpClients.create(
            timeout, 1, new ReloadingTls("datasource.oauth2.tls_config", config.tls(), origin));
  }

  /** What the endpoint has answered. */
  private record Reply(HTTPResponse response, Redactor redactor) {
    boolean isRefusal() {
      return response.getStatusCode() == 400 || response.getStatusCode() == 401;
    }
  }

  /**
   * Asks once, or twice as long as it is not known where the secret belongs.
   *
   * @throws RequestFailure transient where the endpoint cannot be reached or is not well
   */
  AccessToken fetch(String secret, RunningRequest running) throws RequestFailure {
    Reply reply = ask(secret, secretInBody, running);
    if (reply.isRefusal() && !placeKnown) {
      Reply other = ask(secret, !secretInBody, running);
      if (!other.isRefusal()) {
        secretInBody = !secretInBody;
        reply = other;
      }
    }
    AccessToken token = read(reply);
    placeKnown = true;
    return token;
  }

  private Reply ask(String secret, boolean inBody, RunningRequest running) throws RequestFailure {
    HTTPRequest request = request(secret, inBody).toHTTPRequest();
    String header = request.getAuthorization();
    List<String> secrets = new ArrayList<>();
    secrets.add(secret);
    config.endpointParams().values().forEach(each -> secrets.add(each.reveal()));
    if (header != null) {
      secrets.add(header.substring(header.indexOf(' ') + 1));
    }
    Redactor redactor = new Redactor(secrets);
    HttpPost post = new HttpPost(config.tokenUrl());
    post.setHeader("Accept", "application/json");
    if (header != null) {
      post.setHeader("Authorization", header);
    }
    post.setEntity(
        new StringEntity(
            request.getBody(),
            ContentType.APPLICATION_FORM_URLENCODED.withCharset(StandardCharsets.UTF_8)));
    try {
      running.begin(post);
      try (OpenAnswer answer = OpenAnswer.to(post, client, origin, MOST_BYTES)) {
        return new Reply(response(answer), redactor);
      }
    } catch (IOException e) {
      throw TransportFailures.of(e, toString(), redactor);
    }
  }

  private TokenRequest request(String secret, boolean inBody) {
    ClientID id = new ClientID(config.clientId());
    ClientAuthentication client =
        inBody
            ? new ClientSecretPost(id, new Secret(secret))
            : new ClientSecretBasic(id, new Secret(secret));
    TokenRequest.Builder builder =
        new TokenRequest.Builder(config.tokenUrl(), client, new ClientCredentialsGrant());
    if (!config.scopes().isEmpty()) {
      builder.scope(new Scope(config.scopes().toArray(new String[0])));
    }
    for (Map.Entry<String, io.kopula.config.Secret> each : config.endpointParams().entrySet()) {
      builder.customParameter(each.getKey(), each.getValue().reveal());
    }
    return builder.build();
  }

  private static HTTPResponse response(OpenAnswer answer) throws IOException {
    HTTPResponse response = new HTTPResponse(answer.code());
    BoundedInputStream content = answer.content();
    if (content != null) {
      response.setBody(new String(content.readAllBytes(), StandardCharsets.UTF_8));
      // what is not JSON is found out by reading it
      response.setHeader("Content-Type", "application/json");
    }
    return response;
  }

  private AccessToken read(Reply reply) throws RequestFailure {
    int code = reply.response.getStatusCode();
    try {
      TokenResponse response = TokenResponse.parse(reply.response);
      if (response.indicatesSuccess()) {
        return response.toSuccessResponse().getTokens().getAccessToken();
      }
      throw refused(code, text(response.toErrorResponse().getErrorObject()), reply.redactor);
    } catch (ParseException | IllegalArgumentException e) {
      if (code == 200) {
        // what it says may quote the token
        throw RequestFailure.lasting(
            FailureKind.BAD_RESPONSE, this + ": expected an access token, found something else");
      }
      throw refused(code, "", reply.redactor);
    }
  }

  private RequestFailure refused(int code, String text, Redactor redactor) {
    String message = redactor.redact(this + ": expected a token, found HTTP " + code + text);
    if (code == 429) {
      return RequestFailure.transientAnswer(FailureKind.THROTTLED, message, null);
    }
    if (code == 408 || code >= 500) {
      return RequestFailure.transientAnswer(FailureKind.UNAVAILABLE, message, null);
    }
    FailureKind kind =
        code == 400 || code == 401 || code == 403
            ? FailureKind.UNAUTHORIZED
            : FailureKind.BAD_RESPONSE;
    return RequestFailure.lasting(kind, message);
  }

  private static String text(ErrorObject error) {
    StringBuilder text = new StringBuilder();
    if (error.getCode() != null) {
      text.append(' ').append(error.getCode());
    }
    if (error.getDescription() != null) {
      text.append(": ").append(error.getDescription());
    }
    return text.length() <= MOST_WORDS ? text.toString() : text.substring(0, MOST_WORDS) + "…";
  }

  /** Ends a request under way. */
  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  @Override
  public String toString() {
    return "datasource.oauth2.token_url " + Origin.display(config.tokenUrl());
  }
}
