package io.kopula.config;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;

/** Files of groups for what many people run, bundled with the program. */
public final class Presets {
  /** What they are named by in {@code include}. */
  static final String PREFIX = "preset:";

  /** All there are. */
  public static final List<String> NAMES =
      List.of(
          "node-exporter",
          "kubernetes-workload",
          "http-service",
          "jvm-micrometer",
          "postgres-exporter",
          "kafka-exporter",
          "istio",
          "envoy");

  private Presets() {}

  /**
   * @param name one of {@link #NAMES}
   */
  static byte[] read(String name) {
    String resource = "/presets/" + name + ".yml";
    try (InputStream in = Presets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("resource: expected " + resource + ", found nothing");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(resource, e);
    }
  }
}
