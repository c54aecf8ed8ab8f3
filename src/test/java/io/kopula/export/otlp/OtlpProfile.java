package io.kopula.export.otlp;

import io.kopula.api.FakeCollectorProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.Map;

/** Pushes to a free port of this machine five times a second, or would if it were on. */
public abstract class OtlpProfile extends FakeCollectorProfile {
  /** The property under which a test finds the port that was chosen. */
  static final String ENDPOINT = "quarkus.otel.exporter.otlp.metrics.endpoint";

  private final String protocol;
  private final String path;
  private final boolean enabled;

  OtlpProfile(String protocol, String path, boolean enabled) {
    this.protocol = protocol;
    this.path = path;
    this.enabled = enabled;
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    Map<String, String> properties = new HashMap<>(super.getConfigOverrides());
    properties.put("quarkus.otel.sdk.disabled", Boolean.toString(!enabled));
    properties.put(ENDPOINT, "http://127.0.0.1:" + freePort() + path);
    properties.put("quarkus.otel.exporter.otlp.metrics.protocol", protocol);
    properties.put("quarkus.otel.exporter.otlp.metrics.headers", "x-tenant=team-a");
    properties.put("quarkus.otel.metric.export.interval", "200ms");
    return properties;
  }

  private static int freePort() {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Over HTTP. */
  public static class Http extends OtlpProfile {
    public Http() {
      super("http/protobuf", "", true);
    }
  }

  /** Over gRPC. */
  public static class Grpc extends OtlpProfile {
    public Grpc() {
      super("grpc", "", true);
    }
  }

  /** As without configuration, only that it is known where a push would go. */
  public static class Off extends OtlpProfile {
    public Off() {
      super("http/protobuf", "", false);
    }
  }

  /** Over HTTP to the path at which VictoriaMetrics receives. */
  public static class VictoriaMetrics extends OtlpProfile {
    public VictoriaMetrics() {
      super("http/protobuf", "/opentelemetry", true);
    }
  }
}
