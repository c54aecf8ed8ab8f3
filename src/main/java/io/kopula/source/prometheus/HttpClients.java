package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import java.time.Duration;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * The HTTP client below the API. It neither repeats requests nor follows redirects nor keeps
 * cookies: those are decided in {@link Exchange} and {@link PrometheusSource}.
 */
final class HttpClients {
  /** After this a connection is made anew, so that a changed address or certificate is seen. */
  private static final TimeValue CONNECTION_LIFE = TimeValue.ofMinutes(5);

  private HttpClients() {}

  static CloseableHttpClient create(DatasourceConfig config, Origin origin) {
    return create(
        config.timeout(),
        config.maxConcurrentQueries(),
        new ReloadingTls("datasource.tls_config", config.tls(), origin));
  }

  /**
   * @param longest time to connect, and between two bytes
   * @param concurrent requests under way at once
   */
  static CloseableHttpClient create(Duration longest, int concurrent, ReloadingTls tls) {
    Timeout timeout = Timeout.of(longest);
    PoolingHttpClientConnectionManager connections =
        PoolingHttpClientConnectionManagerBuilder.create()
            .setMaxConnTotal(2 * concurrent)
            .setMaxConnPerRoute(concurrent)
            .setTlsSocketStrategy(tls)
            .setDefaultConnectionConfig(
                ConnectionConfig.custom()
                    .setConnectTimeout(timeout)
                    .setSocketTimeout(timeout)
                    .setTimeToLive(CONNECTION_LIFE)
                    .build())
            .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(timeout).build())
            .build();
    return HttpClientBuilder.create()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setConnectionRequestTimeout(timeout)
                .setResponseTimeout(timeout)
                .build())
        .setUserAgent("Kopula")
        .disableAutomaticRetries()
        .disableRedirectHandling()
        .disableCookieManagement()
        .disableAuthCaching()
        // else a connection with a client certificate would never be used twice
        .disableConnectionState()
        .evictExpiredConnections()
        .evictIdleConnections(TimeValue.ofMinutes(1))
        .build();
  }
}
