package io.kopula.config;

import java.net.URI;
import java.time.Duration;
import java.util.Map;

/**
 * Where metrics are pushed to by OTLP.
 *
 * @param endpoint the receiver's base address
 * @param protocol {@code grpc} or {@code http/protobuf}
 * @param interval time between pushes
 * @param headers sent with each push; may hold credentials
 */
public record OtlpConfig(
    URI endpoint, String protocol, Duration interval, Map<String, Secret> headers) {
  public OtlpConfig {
    headers = Map.copyOf(headers);
  }
}
