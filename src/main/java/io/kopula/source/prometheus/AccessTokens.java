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
 *
 * <p>After a failure the same secret is not tried again for a while, longer with each failure in a
 * row: who fails too often is locked out by some endpoints.
 */
final class AccessTokens implements AutoCloseable {
  /** A token is not used in its last seconds, as it takes a while to arrive. */
  private static final Duration MOST_MARGIN = Duration.ofSeconds(10);

  /** Of a token's life, for those that live no longer than that. */
  private static final int MARGIN_PART = 5;

  /** A server that refuses a token younger than this would refuse another, too. */
  private static final Duration YOUNG = Duration.ofSeconds(5);

  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

  /** Failures in a row without a pause where they may pass, as a lost connection does. */
  private static final int MOST_WITHOUT_PAUSE = 2;

  private final OAuth2 config;
  private final Clock clock;
  private final TokenEndpoint endpoint;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Held held;
  private @Nullable Failed failed;

  AccessTokens(OAuth2 config, Duration timeout, Clock clock) {
    this.config = config;
    this.clock = clock;
    this.endpoint = new TokenEndpoint(config, timeout);
  }

  /**
   * A token and what it was had for.
   *
   * @param type such as {@code Bearer}
   * @param asked when it was asked for
   * @param expiry null for a token that says none
   */
  record Held(
      String type, String value, String clientSecret, Instant asked, @Nullable Instant expiry) {
    @Override
    public String toString() {
      return "Held[" + type + " <secret>, " + expiry + "]";
    }
  }

  /**
   * A token that could not be had.
   *
   * @param failure given until then, and not to be repeated
   * @param inARow failures up to this one
   */
  private record Failed(RequestFailure failure, String clientSecret, int inARow, Instant until) {
    @Override
    public String toString() {
      return "Failed[" + failure + ", " + inARow + ", " + until + "]";
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
        known = fetch(secret, running);
        held = known;
      }
      return known;
    } finally {
      lock.unlock();
    }
  }

  private Held fetch(String secret, RunningRequest running) throws RequestFailure {
    Failed last = failed;
    if (last != null && !last.clientSecret.equals(secret)) {
      last = null;
    }
    Instant asked = clock.instant();
    if (last != null && isWithin(asked, last.until.minus(LONGEST_PAUSE), last.until)) {
      throw last.failure;
    }
    try {
      Held fetched = hold(endpoint.fetch(secret, running), secret, asked);
      failed = null;
      return fetched;
    } catch (RequestFailure e) {
      int inARow = last == null ? 1 : last.inARow + 1;
      RequestFailure again =
          RequestFailure.lasting(e.kind(), String.valueOf(e.getMessage()), e.getCause());
      failed = new Failed(again, secret, inARow, clock.instant().plus(pause(e, inARow)));
      throw e;
    }
  }

  /** A clock that is set back prolongs nothing. */
  private static boolean isWithin(Instant time, Instant from, Instant until) {
    return !time.isBefore(from) && time.isBefore(until);
  }

  private static Duration pause(RequestFailure failure, int inARow) {
    int counted = failure.retriable() ? inARow - MOST_WITHOUT_PAUSE : inARow;
    if (counted <= 0) {
      return Duration.ZERO;
    }
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(counted - 1, 10));
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }

  /**
   * Forgets a token that was refused; it stays where it is young, and so does one that has taken
   * its place meanwhile.
   *
   * @return whether another than the refused one is to be had
   */
  boolean discard(Held refused) {
    lock.lock();
    try {
      if (!refused.equals(held)) {
        return true;
      }
      if (isWithin(clock.instant(), refused.asked, refused.asked.plus(YOUNG))) {
        return false;
      }
      held = null;
      return true;
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
    return new Held(token.getType().getValue(), token.getValue(), secret, asked, expiry);
  }

  @Override
  public void close() {
    endpoint.close();
  }
}
