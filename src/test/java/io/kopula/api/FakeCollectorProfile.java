package io.kopula.api;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;
import java.util.Set;

/** The doors in front of a collector that a test controls. */
public class FakeCollectorProfile implements QuarkusTestProfile {
  @Override
  public Set<Class<?>> getEnabledAlternatives() {
    return Set.of(FakeCollectorStatus.class);
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "quarkus.http.test-port", "0",
        "quarkus.otel.sdk.disabled", "true",
        "quarkus.otel.metrics.enabled", "true",
        "quarkus.otel.traces.enabled", "false",
        "quarkus.micrometer.export.prometheus.path", "/metrics",
        "quarkus.smallrye-openapi.path", "/openapi");
  }
}
