package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.Http;
import io.kopula.testing.KopulaServer;
import io.kopula.testing.Servers;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged application, whose source and bucket refuse it: nothing it says holds a secret. */
class SecretsIT {
  private static final List<String> ASKED = List.of("/metrics", "/api/v1/groups", "/openapi", "/");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "basic_auth: {username: kopula, password: a-secret-5d1e}",
        "authorization: {credentials: a-secret-5d1e}",
        "oauth2: {client_id: kopula, client_secret: a-secret-5d1e, token_url: 'CLOSED/token'}",
        "sigv4: {region: eu-west-1, access_key: kopula, secret_key: a-secret-5d1e}"
      })
  void nothingShowsThem(String authentication) {
    String closed = "http://127.0.0.1:" + Servers.freePort();
    String configuration =
        """
        global: {step: 1s, latency_offset: 0s, model_dir: MODELS}
        datasource:
          url: CLOSED
          headers: {X-Token: b-secret-77aa}
          %s
        otlp: {endpoint: CLOSED, interval: 1s, headers: {Authorization: Bearer c-secret-19fb}}
        object_store: {endpoint: CLOSED, bucket: models, access_key: kopula, secret_key: d-secret-c0de}
        groups:
          - {name: shop, by: [service], fit: {window: 1h}, variables: {a: up, b: up + 1}}
        """
            .formatted(authentication)
            .replace("CLOSED", closed);
    try (KopulaServer kopula = KopulaServer.start(configuration, "--replica=kopula-0")) {
      await("source and bucket have failed")
          .atMost(Duration.ofMinutes(2))
          .until(
              () -> {
                String log = kopula.process().log();
                return log.contains("cycle failed") && log.contains("object store: could not");
              });
      for (String path : ASKED) {
        assertThat(answer(kopula, path)).as(path).doesNotContain("-secret-");
      }
      assertThat(kopula.process().log()).doesNotContain("-secret-");
    }
  }

  /** Whatever it says, an error's text included. */
  private static String answer(KopulaServer kopula, String path) {
    try {
      return Http.get(kopula.url().resolve(path));
    } catch (AssertionError | RuntimeException e) {
      return String.valueOf(e.getMessage());
    }
  }
}
