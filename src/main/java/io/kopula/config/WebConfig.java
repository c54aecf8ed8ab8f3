package io.kopula.config;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what over HTTP.
 *
 * @param bearerTokenFile holds the token, read again for each request that needs it; null for none:
 *     then nothing can be written
 */
public record WebConfig(@Nullable Path bearerTokenFile, Protection protection) {
  public static final WebConfig DEFAULT = new WebConfig(null, Protection.WRITES);

  /** Which requests need the token. */
  public enum Protection {
    /** Those that change something. */
    WRITES,
    /** All but those for probes. */
    EVERYTHING
  }
}
