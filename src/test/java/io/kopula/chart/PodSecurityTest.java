package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.ServiceAccount;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.batch.v1.CronJob;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kopula's pods pass the Pod Security Standard "restricted", whatever is switched on. */
class PodSecurityTest {
  @TempDir private Path folder;

  static List<Path> valuesFiles() {
    return Chart.valuesFiles();
  }

  @ParameterizedTest
  @MethodSource("valuesFiles")
  void podsAreRestricted(Path values) throws IOException {
    List<HasMetadata> objects =
        Chart.objects(Chart.renderWithTests(values, folder)).stream()
            .map(ObjectTypes::parse)
            .toList();
    List<PodSpec> pods = objects.stream().flatMap(PodSecurityTest::pod).toList();
    long jobs = objects.stream().filter(CronJob.class::isInstance).count();
    assertThat(pods).hasSize(values.endsWith("sidecar-values.yaml") ? 0 : 2 + (int) jobs);
    pods.forEach(PodSecurityTest::assertRestricted);
    assertThat(objects)
        .as("nothing asks for rights at the API server")
        .noneMatch(object -> object.getKind().contains("Role"));
    assertThat(objects.stream().filter(ServiceAccount.class::isInstance))
        .allMatch(account -> !((ServiceAccount) account).getAutomountServiceAccountToken());
  }

  private static Stream<PodSpec> pod(HasMetadata object) {
    if (object instanceof StatefulSet workload) {
      return Stream.of(workload.getSpec().getTemplate().getSpec());
    }
    if (object instanceof CronJob job) {
      return Stream.of(job.getSpec().getJobTemplate().getSpec().getTemplate().getSpec());
    }
    return object instanceof Pod pod ? Stream.of(pod.getSpec()) : Stream.empty();
  }

  private static void assertRestricted(PodSpec pod) {
    assertThat(pod.getAutomountServiceAccountToken()).isFalse();
    assertThat(pod.getSecurityContext().getRunAsNonRoot()).isTrue();
    assertThat(pod.getSecurityContext().getRunAsUser()).isEqualTo(65532);
    assertThat(pod.getSecurityContext().getSeccompProfile().getType()).isEqualTo("RuntimeDefault");
    assertThat(pod.getHostNetwork()).isNull();
    Container container = pod.getContainers().get(0);
    SecurityContext security = container.getSecurityContext();
    assertThat(security.getAllowPrivilegeEscalation()).isFalse();
    assertThat(security.getReadOnlyRootFilesystem()).isTrue();
    assertThat(security.getCapabilities().getDrop()).containsExactly("ALL");
    assertThat(container.getResources().getLimits()).containsKey("memory");
    assertThat(pod.getVolumes()).noneMatch(volume -> volume.getHostPath() != null);
    assertThat(pod.getVolumes().stream().map(Volume::getName))
        .as("every mount has a volume")
        .containsAll(container.getVolumeMounts().stream().map(mount -> mount.getName()).toList());
  }
}
