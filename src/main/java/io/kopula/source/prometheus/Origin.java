package io.kopula.source.prometheus;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.net.URIAuthority;

/**
 * Scheme, host and port: who gets our credentials.
 *
 * @param scheme {@code http} or {@code https}
 * @param host lower case, an IPv6 address without brackets
 */
record Origin(String scheme, String host, int port) {
  /**
   * @throws IllegalArgumentException if the address is not an absolute HTTP one
   */
  static Origin of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    if (!List.of("http", "https").contains(scheme) || uri.getRawAuthority() == null) {
      throw new IllegalArgumentException("expected an absolute http or https address");
    }
    try {
      // java.net.URI knows no host with an underscore, which names of containers often have
      URIAuthority authority = URIAuthority.create(uri.getRawAuthority());
      int standard = scheme.equals("https") ? 443 : 80;
      int port = authority.getPort() >= 0 ? authority.getPort() : standard;
      return new Origin(scheme, bare(authority.getHostName().toLowerCase(Locale.ROOT)), port);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException("expected an address with a host", e);
    }
  }

  boolean isTls(String otherHost, int otherPort) {
    return scheme.equals("https") && port == otherPort && host.equalsIgnoreCase(bare(otherHost));
  }

  HttpHost toHttpHost() {
    return new HttpHost(scheme, host, port);
  }

  /** An address for messages: no user, no query, nothing that may be secret. */
  static String display(URI uri) {
    return Origin.of(uri) + (uri.getPath() == null ? "" : uri.getPath());
  }

  private static String bare(String host) {
    return host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
  }

  @Override
  public String toString() {
    return scheme + "://" + (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
  }
}
