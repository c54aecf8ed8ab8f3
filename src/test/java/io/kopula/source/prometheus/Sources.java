package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import io.kopula.config.DatasourceConfig.Authentication;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.assertj.core.api.Assertions;

/** Sources for tests: changed configurations, short pauses. */
final class Sources {
  static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
  static final RetrySettings QUICK =
      new RetrySettings(3, Duration.ofMillis(4), Duration.ofMillis(10), Duration.ofSeconds(2));

  private Sources() {}

  static PrometheusSource source(DatasourceConfig config) {
    return source(config, RequestListener.NONE);
  }

  static PrometheusSource source(DatasourceConfig config, RequestListener listener) {
    return source(config, listener, QUICK);
  }

  static PrometheusSource source(
      DatasourceConfig config, RequestListener listener, RetrySettings retries) {
    return source(config, listener, retries, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  static PrometheusSource source(
      DatasourceConfig config, RequestListener listener, RetrySettings retries, Clock clock) {
    return new PrometheusSource(config, listener, retries, clock, new Random(7));
  }

  static Builder config(URI url) {
    return new Builder(url);
  }

  /** The defaults with changes. */
  static final class Builder {
    private final URI url;
    private Authentication authentication;
    private TlsConfig tls = TlsConfig.DEFAULT;
    private Map<String, Secret> headers = Map.of();
    private Map<String, String> queryParams = Map.of();
    private Duration timeout = Duration.ofSeconds(10);
    private int maxPoints = 10_000;
    private int maxConcurrent = 4;
    private long maxBytes = 1 << 20;
    private boolean followRedirects = true;

    Builder(URI url) {
      this.url = url;
    }

    Builder authentication(Authentication value) {
      authentication = value;
      return this;
    }

    Builder tls(TlsConfig value) {
      tls = value;
      return this;
    }

    Builder header(String name, String value) {
      headers = Map.of(name, new Secret(value));
      return this;
    }

    Builder queryParams(Map<String, String> value) {
      queryParams = value;
      return this;
    }

    Builder timeout(Duration value) {
      timeout = value;
      return this;
    }

    Builder maxPoints(int value) {
      maxPoints = value;
      return this;
    }

    Builder maxConcurrent(int value) {
      maxConcurrent = value;
      return this;
    }

    Builder maxBytes(long value) {
      maxBytes = value;
      return this;
    }

    Builder followRedirects(boolean value) {
      followRedirects = value;
      return this;
    }

    DatasourceConfig build() {
      return new DatasourceConfig(
          url,
          authentication,
          tls,
          headers,
          queryParams,
          timeout,
          maxPoints,
          maxConcurrent,
          maxBytes,
          followRedirects);
    }

    PrometheusSource source() {
      return Sources.source(build());
    }
  }

  static SourceException failureOf(PrometheusSource source) {
    return Assertions.catchThrowableOfType(SourceException.class, () -> source.query("up", NOW));
  }

  /** All that a log tells of a failure. */
  static String stackTrace(Throwable failure) {
    StringWriter text = new StringWriter();
    failure.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  static Consumer<SourceException> kind(FailureKind kind) {
    return e -> Assertions.assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
  }
}
