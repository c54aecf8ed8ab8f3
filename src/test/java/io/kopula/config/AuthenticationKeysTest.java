package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.DatasourceConfig.OAuth2;
import io.kopula.config.DatasourceConfig.SigV4;
import io.kopula.config.DatasourceConfig.TlsConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code oauth2} and {@code sigv4} of the source. */
class AuthenticationKeysTest {
  @TempDir private Path folder;

  @Test
  void readsOAuth2() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "s3cr3t");
    Configuration configuration =
        read(
            "oauth2: {client_id: kopula, client_secret_file: secret, scopes: [read, metrics], token_url:"
                + " \"https://sso/token\", endpoint_params: {audience: hunter2}, tls_config: {server_name:"
                + " sso}}");
    assertThat(configuration.datasource().authentication())
        .isEqualTo(
            new OAuth2(
                "kopula",
                null,
                file,
                List.of("read", "metrics"),
                URI.create("https://sso/token"),
                Map.of("audience", new Secret("hunter2")),
                new TlsConfig(null, null, null, "sso", false)));
    assertThat(configuration.toString()).doesNotContain("hunter2");
  }

  @Test
  void readsSigV4() throws Exception {
    Configuration configuration =
        read("sigv4: {region: eu-west-1, access_key: AKIA, secret_key: hunter2}");
    assertThat(configuration.datasource().authentication())
        .isEqualTo(new SigV4("eu-west-1", "AKIA", new Secret("hunter2"), null, null, "aps"));
    assertThat(configuration.toString()).doesNotContain("hunter2");
    assertThat(
            read("sigv4: {region: eu-west-1, profile: ops, service_name: es}")
                .datasource()
                .authentication())
        .isEqualTo(new SigV4("eu-west-1", null, null, null, "ops", "es"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "oauth2: {client_id: a, client_secret: hunter2} | oauth2.token_url: expected an http:// or https:// URL, found nothing",
        "oauth2: {client_id: a, token_url: \"http://sso\"} | oauth2.client_secret: expected client_secret or client_secret_file, found nothing",
        "oauth2: {client_id: a, client_secret: hunter2, token_url: \"http://a:hunter2@sso\"} | oauth2.token_url: expected a URL without credentials (they belong in client_id and client_secret), found one that is not shown",
        "oauth2: {client_id: a, client_secret: hunter2, token_url: \"http://sso\", endpoint_params: {client_secret: hunter2}} | oauth2.endpoint_params.client_secret: expected a name other than grant_type, scope, client_id and client_secret as key, found \"client_secret\"",
        "oauth2: {client_id: a, client_secret: [hunter2], token_url: \"http://sso\"} | oauth2.client_secret: expected a secret, found a list",
        "oauth2: {client_id: a, client_secret: hunter2, token_url: \"http://sso\", scopes: [\"a b\"]} | oauth2.scopes[0]: expected a scope without spaces, found \"a b\"",
        "sigv4: {access_key: AKIA, secret_key: hunter2} | sigv4.region: expected a region of AWS, such as eu-central-1, found nothing",
        "sigv4: {region: eu-west-1, access_key: AKIA} | sigv4.secret_key: expected secret_key or secret_key_file, found nothing",
        "sigv4: {region: eu-west-1, secret_key: hunter2} | sigv4.access_key: expected access_key and its secret together, found nothing",
        "sigv4: {region: eu-west-1, secret_key: hunter2, access_key: AKIA, profile: a} | sigv4.profile: expected only one of access_key and profile, found \"a\"",
        "sigv4: {region: eu-west-1, access_key: AKIA, secret_key: \"hunter2\\n\"} | sigv4.secret_key: expected a secret without line breaks and other control characters, found <secret>",
        "sigv4: {region: eu-west-1}, authorization: {credentials: hunter2} | sigv4: expected only one of authorization and sigv4, found a mapping",
        "sigv4: {region: eu-west-1}, basic_auth: {username: a} | sigv4: expected only one of basic_auth and sigv4, found a mapping",
        "oauth2: {client_id: a, client_secret: hunter2, token_url: \"http://sso\"}, sigv4: {region: eu-west-1} | sigv4: expected only one of oauth2 and sigv4, found a mapping",
      })
  void saysWhatIsWrongAndNoSecret(String keys, String problem) throws Exception {
    assertThat(TestFiles.problems(folder, text(keys), Map.of()))
        .singleElement()
        .asString()
        .isEqualTo("kopula.yml:1: datasource." + problem)
        .doesNotContain("hunter2");
  }

  private Configuration read(String keys) throws Exception {
    return TestFiles.read(folder, text(keys)).configuration();
  }

  private static String text(String keys) {
    return "datasource: {url: \"http://prometheus:9090\", "
        + keys
        + "}\ngroups: [{name: shop, variables: {up: up}}]\n";
  }
}
