package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import io.kopula.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the chart renders, by Helm itself. */
class ChartTest {
  private static final Path GOLDEN = Path.of("src/test/resources/io/kopula/chart/defaults.yaml");
  private static final String UPDATE = "mvn -q test -Dtest=ChartTest -Ddocs.update=true";
  private static final Path RULES = Path.of("prometheus/kopula-rules.yml");
  private static final Path DASHBOARDS = Path.of("grafana/dashboards");

  @TempDir private Path folder;

  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void lintFindsNothing(Path values) throws IOException {
    LintResult result = Chart.lint(values, folder);
    assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
    assertThat(result.getMessages()).noneMatch(message -> message.matches(".*\\[(WARN|ERR).*"));
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void everyObjectIsOneThatKubernetesAccepts(Path values) throws IOException {
    List<Map<String, Object>> objects = Chart.objects(Chart.renderWithTests(values, folder));
    assertThat(objects).isNotEmpty();
    assertThat(objects)
        .allSatisfy(
            object -> assertThatCode(() -> ObjectTypes.parse(object)).doesNotThrowAnyException());
    assertThat(objects.stream().map(ObjectTypes::parse))
        .extracting(object -> object.getKind() + " " + object.getMetadata().getName())
        .doesNotHaveDuplicates();
  }

  @Test
  void defaultsAreRenderedAsTheyWere() throws IOException {
    String rendering = Chart.render(Map.of());
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(GOLDEN.getParent());
      Files.writeString(GOLDEN, rendering);
    }
    assertThat(rendering)
        .as("%s is out of date; after a wanted change run: %s", GOLDEN, UPDATE)
        .isEqualTo(Files.readString(GOLDEN));
  }

  /**
   * A cluster refuses to change these: an upgrade would fail, and only uninstalling would help.
   * They are written down here, and not only in the golden file, so that nothing updates them.
   */
  @Test
  void upgradeKeepsWhatCannotChange() {
    Map<String, String> selector =
        new TreeMap<>(
            Map.of("app.kubernetes.io/name", "kopula", "app.kubernetes.io/instance", "kopula"));
    Map<String, Object> workload = object(Map.of(), "StatefulSet");
    assertThat(at(workload, "metadata", "name")).isEqualTo("kopula");
    assertThat(at(workload, "spec", "selector")).isEqualTo(Map.of("matchLabels", selector));
    assertThat(at(workload, "spec", "serviceName")).isEqualTo("kopula");
    assertThat(at(workload, "spec", "podManagementPolicy")).isEqualTo("Parallel");
    assertThat(Chart.asMapping(at(workload, "spec"))).doesNotContainKey("volumeClaimTemplates");
    assertThat(Chart.asMapping(at(workload, "spec", "template", "metadata", "labels")))
        .containsAllEntriesOf(selector);
    assertThat(at(object(Map.of(), "Service"), "spec", "selector")).isEqualTo(selector);
    Map<String, Object> claim = object(Map.of(), "PersistentVolumeClaim");
    assertThat(at(claim, "metadata", "name")).isEqualTo("kopula");
    assertThat(at(claim, "spec", "accessModes")).isEqualTo(List.of("ReadWriteOnce"));
  }

  @Test
  void chartBearsTheProgramsVersion() throws IOException {
    assertThat(Chart.mapping(Chart.FOLDER.resolve("Chart.yaml")))
        .containsEntry("version", Version.CURRENT)
        .containsEntry("appVersion", Version.CURRENT);
    assertThat(containerOf(object(Map.of(), "StatefulSet")))
        .containsEntry("image", "kopula:" + Version.CURRENT);
  }

  @Test
  void changedConfigurationStartsANewPodWhereItShould() {
    String url = "config.datasource.url";
    Map<String, Object> annotations = podAnnotations(Map.of());
    assertThat(podAnnotations(Map.of())).isEqualTo(annotations);
    assertThat(podAnnotations(Map.of(url, "http://other:9090"))).isNotEqualTo(annotations);
    assertThat(podAnnotations(Map.of(url, "http://other:9090", "restartOnConfigChange", false)))
        .isEqualTo(podAnnotations(Map.of("restartOnConfigChange", false)))
        .doesNotContainKey("checksum/config");
  }

  @Test
  void rulesAreThoseOfTheFile() throws IOException {
    Map<String, Object> rule = object(Map.of("prometheusRule.enabled", true), "PrometheusRule");
    assertThat(rule.get("spec")).isEqualTo(Chart.mapping(RULES));
  }

  @Test
  void rulesTakeAnAddressLabelsAndExceptions() {
    String spec =
        object(
                Map.of(
                    "prometheusRule.enabled", true,
                    "prometheusRule.runbookUrl", "https://docs.example.com/runbook",
                    "prometheusRule.additionalRuleLabels.team", "a",
                    "prometheusRule.additionalRuleLabels.severity", "none",
                    "prometheusRule.disabled[0]", "KopulaIncidentsFrequent"),
                "PrometheusRule")
            .toString();
    assertThat(spec)
        .contains("runbook_url=https://docs.example.com/runbook#kopulaanomaly,", "team=a")
        .contains("severity=critical")
        .doesNotContain("kopula.example", "severity=none", "alert=KopulaIncidentsFrequent");
  }

  @Test
  void dashboardsAreTheFiles() throws IOException {
    Map<String, String> expected = new HashMap<>();
    try (Stream<Path> files = Files.list(DASHBOARDS)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        expected.put(file.getFileName().toString(), Files.readString(file).stripTrailing());
      }
    }
    assertThat(expected).isNotEmpty();
    Map<String, String> found = new HashMap<>();
    Chart.objects(Chart.render(Map.of("dashboards.enabled", true))).stream()
        .filter(object -> at(object, "metadata", "name").toString().contains("-dashboard-"))
        .peek(
            object ->
                assertThat(Chart.asMapping(at(object, "metadata", "labels")))
                    .containsEntry("grafana_dashboard", "1"))
        .forEach(
            object ->
                Chart.asMapping(object.get("data"))
                    .forEach((name, text) -> found.put(name, ((String) text).stripTrailing())));
    assertThat(found).isEqualTo(expected);
  }

  /** The chart has links to both: a package holds what they lead to. */
  @Test
  void packageHoldsRulesAndDashboardsAndRendersTheSame() throws IOException {
    new Helm(Chart.FOLDER).packageIt().withDestination(folder).call();
    Path archive = folder.resolve("kopula-" + Version.CURRENT + ".tgz");
    assertThat(archive).isRegularFile();
    Map<String, Object> all = Map.of("prometheusRule.enabled", true, "dashboards.enabled", true);
    assertThat(Chart.render(archive, all)).isEqualTo(Chart.render(all));
  }

  @Test
  void impossibleCombinationsSaySo() {
    assertRefused(
        Map.of("serviceMonitor.enabled", true, "podMonitor.enabled", true),
        "serviceMonitor.enabled: expected one of serviceMonitor and podMonitor, found both");
    assertRefused(
        Map.of("serviceMonitor.enabled", true, "service.enabled", false),
        "serviceMonitor.enabled: expected a Service of the chart, found none");
    assertRefused(
        Map.of("ingress.enabled", true, "service.enabled", false),
        "ingress.enabled: expected a Service of the chart, found none");
    assertRefused(
        Map.of("httpRoute.enabled", true, "sidecar.enabled", true),
        "httpRoute.enabled: expected a Service of the chart, found none");
    assertRefused(
        Map.of("podMonitor.enabled", true, "sidecar.enabled", true),
        "sidecar.podLabels: expected the labels of the pods that podMonitor selects, found none");
    assertRefused(
        Map.of("networkPolicy.enabled", true, "existingConfigMap", "ours"),
        "networkPolicy.egressPorts: expected the ports of your servers, found none");
    assertRefused(
        Map.of("prometheusRule.enabled", true, "prometheusRule.disabled[0]", "KopulaAnomly"),
        "prometheusRule.disabled: expected names of alerts (KopulaAnomaly, ");
  }

  @Test
  void longNamesAreCutToWhatKubernetesTakes() {
    Map<String, Object> names =
        Map.of(
            "fullnameOverride",
            "f".repeat(80),
            "nameOverride",
            "n".repeat(80),
            "fitJob.enabled",
            true,
            "persistence.existingClaim",
            "models");
    assertThat(at(object(names, "CronJob"), "metadata", "name")).isEqualTo("f".repeat(48) + "-fit");
    assertThat(Chart.objects(Chart.render(names)))
        .extracting(object -> at(object, "metadata", "name").toString())
        .allMatch(name -> name.length() <= 63);
    assertThat(Chart.objects(Chart.render(names)))
        .flatExtracting(object -> Chart.asMapping(at(object, "metadata", "labels")).values())
        .allMatch(value -> value.toString().length() <= 63);
  }

  @Test
  void argumentsCanBeAdded() {
    Map<String, Object> workload = object(Map.of("extraArgs[0]", "--more=1"), "StatefulSet");
    assertThat((List<?>) containerOf(workload).get("args"))
        .map(Object::toString)
        .startsWith("serve", "--config.file=/etc/kopula/config/kopula.yml")
        .endsWith("--more=1");
  }

  @Test
  void probesAndMonitorsSpeakTlsWhereThePortDoes() {
    for (String key : List.of("tls.existingSecret", "config.web.tls_server_config.cert_file", "")) {
      Map<String, Object> settings = new HashMap<>(Map.of("serviceMonitor.enabled", true));
      if (!key.isEmpty()) {
        settings.put(key, "some");
      }
      Map<String, Object> container = containerOf(object(settings, "StatefulSet"));
      for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
        assertThat(at(container, probe, "httpGet"))
            .asString()
            .matches(key.isEmpty() ? "(?!.*scheme).*" : ".*scheme=HTTPS.*");
      }
      assertThat(at(object(settings, "ServiceMonitor"), "spec", "endpoints"))
          .asString()
          .matches(key.isEmpty() ? "(?!.*scheme).*" : ".*scheme=https.*");
    }
  }

  @Test
  void monitorsShowATokenOrACertificateWhereReadingNeedsOne() {
    for (String monitor : List.of("serviceMonitor", "podMonitor")) {
      Map<String, Object> settings =
          new HashMap<>(Map.of(monitor + ".enabled", true, "config.web.protect", "everything"));
      String message = monitor + ".authorization: expected credentials, or a certificate in ";
      assertRefused(settings, message);
      settings.put(monitor + ".authorization.type", "Bearer");
      assertRefused(settings, message);
      settings.put(monitor + ".authorization.credentials.name", "tokens");
      settings.put(monitor + ".authorization.credentials.key", "kopula");
      assertThat(endpoint(settings, monitor))
          .containsEntry(
              "authorization",
              Map.of("type", "Bearer", "credentials", Map.of("name", "tokens", "key", "kopula")));
    }
    Map<String, Object> certificate =
        Map.of(
            "serviceMonitor.enabled", true,
            "config.web.protect", "everything",
            "serviceMonitor.tlsConfig.cert.secret.name", "prometheus-client");
    assertThat(endpoint(certificate, "serviceMonitor")).doesNotContainKey("authorization");
  }

  @Test
  void probesHaveNoCertificate() {
    assertRefused(
        Map.of(
            "tls.existingSecret", "kopula-tls",
            "tls.clientAuthType", "RequireAndVerifyClientCert"),
        "startupProbe.httpGet: expected a probe without HTTP, or client_auth_type"
            + " VerifyClientCertIfGiven, found RequireAndVerifyClientCert");
  }

  @Test
  void severalReplicasNeedACommonStore() {
    assertRefused(
        Map.of("replicas", 3),
        "persistence.accessModes: expected ReadWriteMany, or config.object_store, for 3 replicas, found");
    assertRefused(
        Map.of("replicas", 3, "persistence.enabled", false),
        "3 replicas: expected config.object_store, or persistence.enabled");
    assertRefused(
        Map.of("fitJob.enabled", true),
        "persistence.accessModes: expected ReadWriteMany, or config.object_store, for fitJob, found");
  }

  @Test
  void fitThatHangsIsEndedBeforeTheNextOneIsDue() {
    Map<String, Object> job =
        object(Map.of("fitJob.enabled", true, "persistence.existingClaim", "models"), "CronJob");
    assertThat(at(job, "spec", "concurrencyPolicy")).isEqualTo("Forbid");
    assertThat(at(job, "spec", "schedule")).isEqualTo("0 */12 * * *");
    assertThat(at(job, "spec", "jobTemplate", "spec", "activeDeadlineSeconds")).isEqualTo(4 * 3600);
  }

  /** The library does not render what is for {@code helm test} only. */
  @Test
  void podOfTheTestIsKeptForItsLogs() {
    assertThat(Chart.FOLDER.resolve("templates/tests/check.yaml"))
        .content()
        .contains("helm.sh/hook-delete-policy: before-hook-creation\n");
  }

  private static void assertRefused(Map<String, Object> settings, String message) {
    assertThatThrownBy(() -> Chart.render(settings)).hasMessageContaining(message);
  }

  private static Map<String, Object> podAnnotations(Map<String, Object> settings) {
    return Chart.asMapping(
        at(object(settings, "StatefulSet"), "spec", "template", "metadata", "annotations"));
  }

  private static Map<String, Object> containerOf(Map<String, Object> workload) {
    return Chart.asMapping(
        ((List<?>) at(workload, "spec", "template", "spec", "containers")).get(0));
  }

  private static Map<String, Object> endpoint(Map<String, Object> settings, String monitor) {
    boolean service = monitor.equals("serviceMonitor");
    Map<String, Object> object = object(settings, service ? "ServiceMonitor" : "PodMonitor");
    Object endpoints = at(object, "spec", service ? "endpoints" : "podMetricsEndpoints");
    return Chart.asMapping(((List<?>) endpoints).get(0));
  }

  private static Map<String, Object> object(Map<String, ?> settings, String kind) {
    return Chart.objects(Chart.render(settings)).stream()
        .filter(object -> object.get("kind").equals(kind))
        .findFirst()
        .orElseThrow();
  }

  private static Object at(Object value, String... keys) {
    Object found = value;
    for (String key : keys) {
      found = Chart.asMapping(found).get(key);
    }
    return found;
  }
}
