package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import io.kopula.source.FailureKind;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.apache.hc.core5.net.WWWFormCodec;
import org.jspecify.annotations.Nullable;

/**
 * One request and its answer, over the redirects between them.
 *
 * <p>A token of OAuth 2.0 that is answered with 401 is fetched anew and tried once more, unless it
 * was fetched just before.
 *
 * <p>POST is tried first, GET where the server refuses it. Redirects are followed only when
 * configured and never from https to http. Credentials, configured headers and configured
 * parameters go to the configured scheme, host and port and nowhere else. A redirected POST stays a
 * POST on 307, 308, and also on 301 and 302: a query changes nothing on the server, and a GET would
 * lose its parameters. On 303 it becomes a GET of the new address.
 */
final class Exchange implements Callable<Answer> {
  private static final int MOST_REDIRECTS = 5;
  private static final ContentType FORM =
      ContentType.APPLICATION_FORM_URLENCODED.withCharset(StandardCharsets.UTF_8);

  private final Peer peer;
  private final ApiRequest request;
  private @Nullable HttpUriRequestBase current;
  private boolean aborted;
  private volatile int code;

  /**
   * What all exchanges with a server share.
   *
   * @param postRefused whether the server was seen to refuse POST
   */
  record Peer(
      CloseableHttpClient client,
      DatasourceConfig config,
      Origin origin,
      RequestHeaders headers,
      ErrorAnswers errors,
      AtomicBoolean postRefused) {}

  /** Where the next request goes, and how. */
  private record Hop(URI uri, boolean post, boolean withParameters) {
    String where() {
      return Origin.display(uri);
    }
  }

  Exchange(Peer peer, ApiRequest request) {
    this.peer = peer;
    this.request = request;
  }

  /** Status of the last answer, 0 before the first. */
  int code() {
    return code;
  }

  /** Ends the exchange at once, from another thread; no further request is begun. */
  void abort() {
    HttpUriRequestBase running;
    synchronized (this) {
      aborted = true;
      running = current;
    }
    if (running != null) {
      running.abort();
    }
  }

  @Override
  public Answer call() throws RequestFailure {
    RequestHeaders.Prepared prepared = peer.headers.prepare(this::begin);
    Hop hop = new Hop(request.uri(), !peer.postRefused.get(), true);
    boolean fallenBack = false;
    boolean renewed = false;
    for (int hops = 0; hops <= MOST_REDIRECTS; hops++) {
      try (OpenAnswer open = send(hop, prepared)) {
        code = open.code();
        String location = location(open);
        if (hop.post && (code == 405 || code == 501)) {
          fallenBack = true;
          hop = new Hop(request.uri(), false, true);
        } else if (code == 401 && !renewed && isTrusted(hop) && peer.headers.discard(prepared)) {
          renewed = true;
          prepared = peer.headers.prepare(this::begin);
        } else if (location != null) {
          hop = redirected(hop, location);
        } else {
          if (fallenBack && code != 405 && code != 501) {
            peer.postRefused.set(true);
          }
          return read(hop, open, prepared.redactor());
        }
        // so that the connection can be used again
        open.beginning();
      } catch (IOException e) {
        throw TransportFailures.of(e, hop.where(), prepared.redactor());
      }
    }
    throw RequestFailure.lasting(
        FailureKind.BAD_RESPONSE,
        Origin.display(request.uri())
            + ": expected at most "
            + MOST_REDIRECTS
            + " redirects, found more");
  }

  private OpenAnswer send(Hop hop, RequestHeaders.Prepared prepared) throws IOException {
    Origin target = Origin.of(hop.uri);
    boolean trusted = target.equals(peer.origin);
    String form = hop.withParameters || hop.post ? form(trusted) : "";
    HttpUriRequestBase message = message(hop, form);
    message.setHeader("Accept", "application/json");
    if (trusted) {
      prepared
          .headers(
              message.getMethod(),
              URI.create(target + message.getRequestUri()),
              hop.post ? FORM.toString() : null,
              hop.post ? form.getBytes(StandardCharsets.UTF_8) : new byte[0])
          .forEach(message::setHeader);
    }
    begin(message);
    return OpenAnswer.to(message, peer.client, target, peer.config.maxResponseBytes());
  }

  /** The request that {@link #abort} ends from now on. */
  private void begin(HttpUriRequestBase message) throws IOException {
    synchronized (this) {
      if (aborted) {
        throw new IOException("aborted");
      }
      current = message;
    }
  }

  private static HttpUriRequestBase message(Hop hop, String form) {
    if (hop.post) {
      HttpPost post = new HttpPost(hop.uri);
      post.setEntity(new StringEntity(form, FORM));
      return post;
    }
    return new HttpGet(form.isEmpty() ? hop.uri : URI.create(hop.uri + "?" + form));
  }

  /** A space as %20, which a query and a form may both hold, and signatures know alone. */
  private String form(boolean trusted) {
    return WWWFormCodec.format(request.parameters(trusted), StandardCharsets.UTF_8)
        .replace("+", "%20");
  }

  private boolean isTrusted(Hop hop) {
    return Origin.of(hop.uri).equals(peer.origin);
  }

  /** Where a redirect leads; null where there is none to follow. */
  private @Nullable String location(OpenAnswer open) {
    return switch (code) {
      case 301, 302, 303, 307, 308 ->
          peer.config.followRedirects() ? open.header("Location") : null;
      default -> null;
    };
  }

  private Hop redirected(Hop from, String location) throws RequestFailure {
    URI to;
    Origin target;
    try {
      to = from.uri.resolve(URI.create(location.trim()));
      target = Origin.of(to);
    } catch (IllegalArgumentException e) {
      throw RequestFailure.lasting(
          FailureKind.BAD_RESPONSE,
          from.where() + ": HTTP " + code + ": expected a redirect to an http or https address");
    }
    if (Origin.of(from.uri).scheme().equals("https") && target.scheme().equals("http")) {
      throw RequestFailure.lasting(
          FailureKind.BAD_RESPONSE,
          from.where() + ": HTTP " + code + ": expected a redirect to https, found " + target);
    }
    return new Hop(to, from.post && code != 303, false);
  }

  private Answer read(Hop hop, OpenAnswer open, Redactor redactor)
      throws IOException, RequestFailure {
    String where = where(hop);
    if (code / 100 != 2) {
      throw peer.errors.fromStatus(open, where, redactor);
    }
    BoundedInputStream content = open.content();
    if (content == null) {
      throw RequestFailure.lasting(
          FailureKind.BAD_RESPONSE, where + ": expected JSON, found no content, HTTP " + code);
    }
    if (!isJson(open.contentType())) {
      throw ErrorAnswers.fromPage(open, where, redactor);
    }
    Answer answer = AnswerParser.parse(content);
    Answer.NativeError error = answer.error();
    if (error != null) {
      throw ErrorAnswers.fromEnvelope(error, where, redactor);
    }
    answer.redactWarnings(redactor);
    return answer;
  }

  /** The address, and whether a redirect led away from the server that gets the credentials. */
  private String where(Hop hop) {
    return isTrusted(hop)
        ? hop.where()
        : hop.where() + " (redirected from " + peer.origin + ", without credentials)";
  }

  /** Answers without a type are taken at their word. */
  private static boolean isJson(@Nullable String contentType) {
    if (contentType == null) {
      return true;
    }
    String type = contentType.toLowerCase(Locale.ROOT);
    return type.contains("/json") || type.contains("+json");
  }
}
