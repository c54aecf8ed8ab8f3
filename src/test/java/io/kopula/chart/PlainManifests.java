package io.kopula.chart;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What {@code k8s/} holds: the chart's objects as files for kustomize, without what only Helm
 * knows. The configuration is a file, from which kustomize makes the ConfigMap: one whose name
 * changes with its content, so that a change starts a new pod.
 */
final class PlainManifests {
  private static final String NOTE = "# Rendered from helm/kopula, which is what to change.\n";
  private static final Pattern DOCUMENT = Pattern.compile("(?m)^---\n(?:# Source: .*\n)?");
  private static final Pattern HELMS_OWN =
      Pattern.compile(
          "(?m)^ +(app.kubernetes.io/managed-by: Helm|helm.sh/chart: .*|namespace: kopula)\n");

  /** The Prometheus of an operator is in another namespace than {@code kopula}. */
  private static final Map<String, Object> BASE =
      Map.of(
          "restartOnConfigChange",
          false,
          "config.datasource.url",
          "http://prometheus-operated.monitoring.svc:9090");

  private static final Map<String, Object> OPERATOR =
      with(
          "serviceMonitor.enabled", true,
          "prometheusRule.enabled", true,
          "dashboards.enabled", true,
          "networkPolicy.enabled", true);
  private static final Map<String, Object> TRIAL = with("persistence.enabled", false);

  /** Only the pods of a StatefulSet have names that say which replica they are. */
  private static final String REPLICA =
      """
          env:
            # Its name among those that share the volume, also while there is one only.
            - name: KOPULA_REPLICA
              valueFrom:
                fieldRef:
                  fieldPath: metadata.name
      """
          .indent(6);

  private PlainManifests() {}

  /** Content by path below {@code k8s/}. */
  static Map<String, String> files() {
    Map<String, String> base = objects(BASE);
    Map<String, String> operator = objects(OPERATOR);
    operator.keySet().removeAll(base.keySet());
    Map<String, String> files = new TreeMap<>();
    files.put("base/kopula.yml", configuration());
    base.forEach((name, text) -> files.put("base/" + name, text));
    files.put("base/kustomization.yaml", base(base.keySet().stream().toList()));
    operator.forEach((name, text) -> files.put("overlays/prometheus-operator/" + name, text));
    files.put(
        "overlays/prometheus-operator/kustomization.yaml",
        operator(operator.keySet().stream().toList()));
    files.put("overlays/trial/kustomization.yaml", trial());
    files.put("sidecar.yaml", sidecar());
    return files;
  }

  /** The objects that the trial must come to. */
  static Map<String, String> trialObjects() {
    return objects(TRIAL);
  }

  static Map<String, String> operatorObjects() {
    return objects(OPERATOR);
  }

  /** Container and volumes, as a patch for a workload of the user's. */
  static String sidecar() {
    String workload = objects(TRIAL).get("statefulset.yaml");
    List<String> lines = workload.lines().toList();
    int containers = lines.indexOf("      containers:");
    String part =
        lines.subList(containers, lines.size()).stream()
            .collect(Collectors.joining("\n", "", "\n"))
            .replace(REPLICA, "");
    return """
        # Kopula as a container of another pod: a patch for its workload. Volumes of the pod need group
        # 65532, or fsGroup, to be written to.
        spec:
          template:
            spec:
        """
        + part;
  }

  private static String configuration() {
    String text =
        Chart.objects(Chart.render(BASE)).stream()
            .filter(object -> object.get("kind").equals("ConfigMap"))
            .map(object -> (String) Chart.asMapping(object.get("data")).get("kopula.yml"))
            .findFirst()
            .orElseThrow();
    return "# The groups are the defaults of helm/kopula; make it yours.\n" + text;
  }

  private static Map<String, String> objects(Map<String, Object> settings) {
    Map<String, String> objects = new TreeMap<>();
    for (String document : DOCUMENT.split(Chart.render(settings), -1)) {
      if (document.isBlank()) {
        continue;
      }
      Map<String, Object> object = Chart.objects(document).get(0);
      String kind = ((String) object.get("kind")).toLowerCase(Locale.ROOT);
      String name = (String) Chart.asMapping(object.get("metadata")).get("name");
      if (!(kind.equals("configmap") && name.equals("kopula"))) {
        String file = name.equals("kopula") ? kind : name.replaceFirst("^kopula-", "");
        objects.put(file + ".yaml", HELMS_OWN.matcher(document).replaceAll("").strip() + "\n");
      }
    }
    return objects;
  }

  private static String base(List<String> resources) {
    return NOTE
        + """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: kopula
        resources:
        %s
        configMapGenerator:
          - name: kopula
            files: [kopula.yml]
        """
            .formatted(items(resources));
  }

  private static String operator(List<String> resources) {
    return NOTE
        + """
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: kopula
        resources:
          - ../../base
        %s
        """
            .formatted(items(resources));
  }

  private static String trial() {
    return """
        # Without a volume: models are fitted anew after each restart.
        apiVersion: kustomize.config.k8s.io/v1beta1
        kind: Kustomization
        namespace: kopula
        resources:
          - ../../base
        patches:
          - patch: |
              apiVersion: v1
              kind: PersistentVolumeClaim
              metadata:
                name: kopula
              $patch: delete
          - patch: |
              apiVersion: apps/v1
              kind: StatefulSet
              metadata:
                name: kopula
              spec:
                template:
                  spec:
                    volumes:
                      - name: models
                        persistentVolumeClaim: null
                        emptyDir: {}
        """;
  }

  private static String items(List<String> resources) {
    return resources.stream().map(name -> "  - " + name).collect(Collectors.joining("\n"));
  }

  private static Map<String, Object> with(Object... settings) {
    Map<String, Object> all = new LinkedHashMap<>(BASE);
    List<Object> rest = new ArrayList<>(Arrays.asList(settings));
    for (int i = 0; i < rest.size(); i += 2) {
      all.put((String) rest.get(i), rest.get(i + 1));
    }
    return all;
  }
}
