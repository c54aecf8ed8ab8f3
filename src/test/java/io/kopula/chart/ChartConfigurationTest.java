package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationReader;
import io.kopula.testing.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kopula itself finds the configuration valid that the chart hands to it. */
class ChartConfigurationTest {
  private static final String SECRETS = "/etc/kopula/secrets/";
  private static final String TLS = "/etc/kopula/tls/";
  private static final Pattern SECRET = Pattern.compile(Pattern.quote(SECRETS) + "(\\S+)");

  @TempDir private Path folder;

  static List<Path> valuesFilesWithConfiguration() {
    return Chart.valuesFiles().stream()
        .filter(file -> !file.endsWith("everything-values.yaml"))
        .toList();
  }

  @Test
  void defaultsAreValid() throws Exception {
    Configuration configuration = read(objects(Chart.render(Map.of())));
    assertThat(configuration.groups()).extracting("name").containsExactly("namespaces", "nodes");
  }

  @ParameterizedTest
  @MethodSource("valuesFilesWithConfiguration")
  void configurationIsValid(Path values) throws Exception {
    Configuration configuration = read(objects(Chart.render(values)));
    assertThat(configuration.modelDir()).isEqualTo(Path.of("/var/lib/kopula/models"));
  }

  @Test
  void networkPolicyLetsOutToTheServersOfTheConfiguration() {
    Map<String, Object> settings =
        Map.of(
            "networkPolicy.enabled", true,
            "config.datasource.url", "https://metrics.example.com/prometheus",
            "config.datasource.oauth2.token_url", "http://sso:8080/token",
            "config.otlp.endpoint", "http://collector:4318");
    String egress =
        Chart.objects(Chart.render(settings)).stream()
            .filter(object -> object.get("kind").equals("NetworkPolicy"))
            .map(object -> Chart.asMapping(object.get("spec")).get("egress").toString())
            .findFirst()
            .orElseThrow();
    assertThat(egress)
        .isEqualTo(
            "[{ports=[{port=53, protocol=UDP}, {port=53, protocol=TCP}]},"
                + " {ports=[{port=443, protocol=TCP}, {port=8080, protocol=TCP},"
                + " {port=4318, protocol=TCP}]}]");
  }

  private Configuration read(List<HasMetadata> objects) throws Exception {
    String text =
        objects.stream()
            .filter(ConfigMap.class::isInstance)
            .map(object -> ((ConfigMap) object).getData().get("kopula.yml"))
            .filter(data -> data != null)
            .findFirst()
            .orElseThrow();
    Optional<Container> container =
        objects.stream()
            .filter(StatefulSet.class::isInstance)
            .map(object -> ((StatefulSet) object).getSpec().getTemplate().getSpec())
            .map(pod -> pod.getContainers().get(0))
            .findFirst();
    Map<String, String> environment =
        container.stream()
            .flatMap(found -> found.getEnv().stream())
            .collect(Collectors.toMap(EnvVar::getName, EnvVar::getName));
    if (text.contains(SECRETS)) {
      assertThat(container.stream().flatMap(ChartConfigurationTest::mounts)).contains(SECRETS);
    }
    if (text.contains(TLS)) {
      assertThat(container.stream().flatMap(ChartConfigurationTest::mounts)).contains(TLS);
      text = withCertificatesHere(text);
    }
    Path file = Files.writeString(folder.resolve("kopula.yml"), withSecretsHere(text));
    return new ConfigurationReader(environment::get).read(file).configuration();
  }

  private static Stream<String> mounts(Container container) {
    return container.getVolumeMounts().stream().map(mount -> mount.getMountPath() + "/");
  }

  /** As if the Secret were mounted in the test's folder. */
  private String withSecretsHere(String text) throws Exception {
    Path secrets = Files.createDirectories(folder.resolve("secrets"));
    Matcher names = SECRET.matcher(text);
    while (names.find()) {
      Files.writeString(secrets.resolve(names.group(1)), "secret");
    }
    return text.replace(SECRETS, secrets + "/");
  }

  /** As if a Secret of type kubernetes.io/tls were mounted in the test's folder. */
  private String withCertificatesHere(String text) throws Exception {
    Certificates made = new Certificates(folder, "made");
    made.issue("server", "DNS:kopula.monitoring.svc");
    Path tls = Files.createDirectories(folder.resolve("tls"));
    Files.copy(made.cert("server"), tls.resolve("tls.crt"));
    Files.copy(made.key("server"), tls.resolve("tls.key"));
    Files.copy(made.cert("ca"), tls.resolve("ca.crt"));
    return text.replace(TLS, tls + "/");
  }

  private static List<HasMetadata> objects(String rendering) {
    return Chart.objects(rendering).stream().map(ObjectTypes::parse).toList();
  }
}
