package io.kopula.source.prometheus;

import com.nimbusds.oauth2.sdk.token.AccessToken;
import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.source.FailureKind;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Access tokens for the client credentials of OAuth 2.0: each is used until shortly before it
 * expires, until the server refuses it, or until the client's secret changes. One is fetched at a
 * time; who needs one meanwhile waits for it.
 */
final class AccessTokens implements AutoCloseable {
  /** A token is not used in its last seconds, as it takes a while to arrive. */
  private static final Duration MOST_MARGIN = Duration.ofSeconds(10);

  /** Of a token's life, for those that live no longer than that. */
  private static final int MARGIN_PART = 5;

  private final OAuth2 config;
  private final Clock clock;
  private final TokenEndpoint endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Held held;

  AccessTokens(OAuth2 config, Duration timeout, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.endpoint = new TokenEndpoint(config, timeout);
  }

  /**
   * A token and what it was had for.
   *
   * @param type such as {@code Bearer}
   * @param expiry null for a token that says none
   */
  record Held(String type, String value, String clientSecret, @Nullable Instant expiry) {
    @Override
    public String toString() {
      return "Held[" + type + " <secret>, " + expiry + "]";
    }
  }

  /**
   * A token that is good as far as is known.
   *
   * @param running learns of the request for it
   */
  Held get(RunningRequest running) throws RequestFailure {
    String secret =
        SecretFiles.reveal(
            "datasource.oauth2.client_secret_file",
            config.clientSecret(),
            config.clientSecretFile());
    try {
      lock.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw RequestFailure.transientFailure(
          FailureKind.TIMEOUT, endpoint + ": interrupted while waiting for a token", e);
    }
    try {
      Held known = held;
      if (known == null || !known.clientSecret.equals(secret) || isOver(known)) {
        held = null;
        Instant asked = clock.instant();
        known = hold(endpoint.fetch(secret, running), secret, asked);
        held = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a token that was refused; one that has taken its place meanwhile stays. */
  void discard(Held refused) {
    lock.lock();
    try {
      if (refused.equals(held)) {
        held = null;
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean isOver(Held token) {
    return token.expiry != null && !clock.instant().isBefore(token.expiry);
  }

  private static Held hold(AccessToken token, String secret, Instant asked) {
    Instant expiry = null;
    if (token.getLifetime() > 0) {
      Duration life = Duration.ofSeconds(token.getLifetime());
      Duration part = life.dividedBy(MARGIN_PART);
      Duration margin = part.compareTo(MOST_MARGIN) < 0 ? part : MOST_MARGIN;
      expiry = asked.plus(life).minus(margin);
    }
    return new Held(token.getType().getValue(), token.getValue(), secret, expiry);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
