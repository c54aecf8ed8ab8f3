package io.kopula.source;

import java.util.Locale;

/** Why a source did not answer. Also a label value: {@code kind} of the failure counter. */
public enum FailureKind {
  /** No connection, connection lost, or the server said it is not available (502, 503, 504). */
  UNAVAILABLE,
  /** No answer in time. */
  TIMEOUT,
  /** The server asked for fewer requests (429). */
  THROTTLED,
  /** The server did not accept our credentials (401, 403) or our TLS identity. */
  UNAUTHORIZED,
  /** The server refused the request as wrong (400, 422 with a native error). */
  BAD_DATA,
  /** The answer is not what the API promises: not JSON, truncated, of another shape. */
  BAD_RESPONSE,
  /** The answer is larger than the configured bound. */
  TOO_LARGE,
  /** The server failed internally (500 and the like). */
  SERVER_ERROR;

  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
