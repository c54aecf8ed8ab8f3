package io.kopula.config;

import io.kopula.config.Key.Section;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The keys below {@code otlp}. */
final class OtlpReader {
  private static final Key<URI> ENDPOINT =
      Key.value(
              "endpoint",
              new HttpUrlType("headers"),
              "Base address of the receiver; over HTTP, `/v1/metrics` is appended.")
          .mandatory();
  private static final Key<String> PROTOCOL =
      Key.value(
              "protocol",
              Types.choice(List.of("http/protobuf", "grpc"), Function.identity()),
              "How metrics are pushed.")
          .or("http/protobuf");
  private static final Key<Duration> INTERVAL =
      Key.value("interval", Types.duration("1s", "1h"), "Time between pushes.").or("1m");
  private static final Key<Secret> HEADERS =
      Key.map("headers", Types.secret(), "Headers sent with each push, such as a token.");

  static final Key<Section> SECTION =
      Key.section(
              "otlp",
              "Where metrics are pushed to by OTLP, beside `/metrics`. Nothing is pushed without"
                  + " it.",
              ENDPOINT,
              PROTOCOL,
              INTERVAL,
              HEADERS)
          .orElse("no push");

  private OtlpReader() {}

  static @Nullable OtlpConfig read(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    URI endpoint = values.find(ENDPOINT);
    String protocol = values.read(PROTOCOL);
    Duration interval = values.read(INTERVAL);
    Map<String, Secret> headers = values.map(HEADERS, Names.headerName(true));
    return endpoint == null ? null : new OtlpConfig(endpoint, protocol, interval, headers);
  }
}
