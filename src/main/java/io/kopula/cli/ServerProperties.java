package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationProvider;
import io.kopula.config.OtlpConfig;
import io.kopula.config.TlsServerConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What {@code serve} tells Quarkus before it starts, as properties. */
final class ServerProperties {
  /** Whether others may have the configuration reloaded. */
  static final String LIFECYCLE = "kopula.web.enable-lifecycle";

  /** Name of this process among several. */
  static final String REPLICA = "kopula.replica";

  private static final String OTLP = "quarkus.otel.exporter.otlp.metrics.";

  private static final String TLS = "quarkus.tls." + TlsServerConfig.NAME + ".";

  /** As in application.properties. */
  private static final String STANDARD_PORT = "9876";

  private ServerProperties() {}

  /** May be added to. */
  static Map<String, String> of(
      Path file, Configuration configuration, @Nullable ListenAddress address) {
    Map<String, String> properties = new TreeMap<>();
    properties.put(ConfigurationProvider.FILE_PROPERTY, literal(file.toString()));
    if (address != null) {
      properties.put("quarkus.http.host", address.host().isEmpty() ? "0.0.0.0" : address.host());
      properties.put("quarkus.http.port", String.valueOf(address.port()));
    }
    TlsServerConfig tls = configuration.web().tls();
    if (tls != null) {
      putTls(properties, tls);
    }
    OtlpConfig otlp = configuration.otlp();
    if (otlp != null) {
      properties.put("quarkus.otel.sdk.disabled", "false");
      properties.put(OTLP + "endpoint", literal(otlp.endpoint().toString()));
      properties.put(OTLP + "protocol", otlp.protocol());
      properties.put("quarkus.otel.metric.export.interval", otlp.interval().toMillis() + "ms");
      if (!otlp.headers().isEmpty()) {
        properties.put(OTLP + "headers", headers(otlp));
      }
    }
    return properties;
  }

  /** TLS at the port that plain HTTP would have had, which is off. */
  private static void putTls(Map<String, String> properties, TlsServerConfig tls) {
    String port = properties.remove("quarkus.http.port");
    properties.put("quarkus.http.ssl-port", port == null ? STANDARD_PORT : port);
    properties.put("quarkus.http.insecure-requests", "disabled");
    properties.put("quarkus.http.tls-configuration-name", TlsServerConfig.NAME);
    properties.put(TLS + "key-store.pem.server.cert", literal(tls.certFile().toString()));
    properties.put(TLS + "key-store.pem.server.key", literal(tls.keyFile().toString()));
    properties.put(TLS + "protocols", tls.minVersion().protocols());
    properties.put(TlsServerConfig.CLIENT_AUTH_PROPERTY, tls.clientAuth().name());
    Path clientCaFile = tls.clientCaFile();
    if (clientCaFile != null) {
      properties.put(TLS + "trust-store.pem.certs", element(clientCaFile.toString()));
    }
  }

  /** A list in one property: its commas are escaped. */
  private static String headers(OtlpConfig otlp) {
    return new TreeMap<>(otlp.headers())
        .entrySet().stream()
            .map(header -> header.getKey() + "=" + header.getValue().reveal())
            .map(ServerProperties::element)
            .collect(Collectors.joining(","));
  }

  private static String element(String text) {
    return literal(text.replace("\\", "\\\\").replace(",", "\\,"));
  }

  /** A value that is not searched for expressions. */
  private static String literal(String value) {
    return value.replace("${", "\\${");
  }
}
