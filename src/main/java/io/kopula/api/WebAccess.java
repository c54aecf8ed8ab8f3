package io.kopula.api;

import io.kopula.config.ConfigurationProvider;
import io.kopula.config.WebConfig;
import io.kopula.config.WebConfig.Protection;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what: who has the bearer token, whose file is read again for each request that needs
 * it, as a secret of Kubernetes changes under the process, or a verified client certificate. The
 * token is never logged.
 */
@ApplicationScoped
public class WebAccess {
  private static final Logger LOG = Logger.getLogger(WebAccess.class);
  private static final String SCHEME = "bearer ";
  private static final int MOST_BYTES = 4096;

  /** What changes nothing. */
  private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");

  /** For probes, which know no token. */
  private static final Set<String> PROBES = Set.of("/-/healthy", "/-/ready");

  private final ConfigurationProvider configuration;

  @Inject
  WebAccess(ConfigurationProvider configuration) {
    this.configuration = configuration;
  }

  /** What becomes of a request. */
  enum Answer {
    /** It may go on: nobody need be known, or the client is. */
    ALLOWED,
    /** The client must be known and is not. */
    UNAUTHORIZED,
    /** It needs a token, and the file with it cannot be read. */
    UNAVAILABLE
  }

  /** Whether clients can be known, by a token or a certificate: else nothing may be written. */
  boolean knowsClients() {
    return configuration.web().knowsClients();
  }

  /** Whether there is a token. */
  boolean hasToken() {
    return configuration.web().bearerTokenFile() != null;
  }

  /** What would have been right where the answer is {@link Answer#UNAUTHORIZED}. */
  String expected() {
    String certificate = "a client certificate of web.tls_server_config.client_ca_file";
    if (!hasToken()) {
      return "expected " + certificate;
    }
    String token = "Authorization: expected Bearer and the token of web.bearer_token_file";
    return configuration.web().verifiesClients() ? token + ", or " + certificate : token;
  }

  /** Whether a request changes nothing. */
  static boolean isRead(String method) {
    return READS.contains(method);
  }

  /**
   * Judges a request. Where no client can be known all may go on: it is for what writes to refuse.
   *
   * @param path normalised
   * @param authorization the header, null where there is none
   * @param certified whether the client has shown a certificate that was verified
   */
  Answer judge(String method, String path, @Nullable String authorization, boolean certified) {
    WebConfig web = configuration.web();
    Path file = web.bearerTokenFile();
    boolean isGuarded =
        web.protection() == Protection.EVERYTHING
            ? !(PROBES.contains(path) && isRead(method))
            : !isRead(method);
    if (!isGuarded || !web.knowsClients() || (certified && web.verifiesClients())) {
      return Answer.ALLOWED;
    }
    if (file == null
        || authorization == null
        || !authorization.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return Answer.UNAUTHORIZED;
    }
    byte[] given = bytes(authorization.substring(SCHEME.length()).strip());
    try {
      byte[] token = token(file);
      if (token.length == 0) {
        throw new IOException("it is empty");
      }
      return MessageDigest.isEqual(token, given) ? Answer.ALLOWED : Answer.UNAUTHORIZED;
    } catch (IOException e) {
      LOG.errorf("web.bearer_token_file: expected a file with a token: %s: %s", file, e.toString());
      return Answer.UNAVAILABLE;
    }
  }

  private static byte[] token(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return bytes(new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8).strip());
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
