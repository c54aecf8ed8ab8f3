package io.kopula.config;

import java.net.URI;
import java.net.URISyntaxException;

/** An HTTP address without credentials, query and fragment. */
final class HttpUrlType implements Type<URI> {
  private final String placeOfCredentials;

  /**
   * @param placeOfCredentials the key that credentials belong in
   */
  HttpUrlType(String placeOfCredentials) {
    this.placeOfCredentials = placeOfCredentials;
  }

  @Override
  public String description() {
    return "an http:// or https:// URL";
  }

  @Override
  public URI parse(String text) throws UnfitException {
    URI uri;
    try {
      uri = new URI(text);
    } catch (URISyntaxException e) {
      throw new UnfitException(
          mayHoldSecrets(text) ? description() + " without credentials" : description());
    }
    if (uri.getRawUserInfo() != null || String.valueOf(uri.getRawAuthority()).contains("@")) {
      throw new UnfitException(
          "a URL without credentials (they belong in " + placeOfCredentials + ")");
    }
    if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
      throw new UnfitException("a URL without query and fragment");
    }
    if (!isHttp(uri) || uri.getRawAuthority() == null) {
      throw new UnfitException(description());
    }
    if (uri.getHost() == null || uri.getPort() > 65_535 || uri.getPort() == 0) {
      throw new UnfitException("a URL with a valid host name and port");
    }
    return uri;
  }

  private static boolean isHttp(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme());
  }

  @Override
  public String show(String text) {
    return mayHoldSecrets(text) ? "one that is not shown" : Shown.text(text);
  }

  private static boolean mayHoldSecrets(String text) {
    return text.contains("@") || text.contains("?") || text.contains("#");
  }
}
