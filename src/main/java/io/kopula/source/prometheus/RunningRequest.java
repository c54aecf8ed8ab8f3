package io.kopula.source.prometheus;

import java.io.IOException;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;

/** Learns of each request before it is sent, so that another thread can end it. */
@FunctionalInterface
interface RunningRequest {
  /**
   * @throws IOException if no further request may begin
   */
  void begin(HttpUriRequestBase request) throws IOException;
}
