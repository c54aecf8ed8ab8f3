package io.kopula.source.prometheus;

import java.time.Duration;

/** Hears of every request to the source, retries included. Must not throw. */
@FunctionalInterface
public interface RequestListener {
  RequestListener NONE = (code, duration) -> {};

  /**
   * @param code HTTP status of the last answer, 0 where there was none
   * @param duration from the start of the request to its last byte or its failure
   */
  void onRequest(int code, Duration duration);
}
