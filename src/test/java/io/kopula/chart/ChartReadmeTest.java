package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The chart's README says what its values are. */
class ChartReadmeTest {
  private static final Path README = Chart.FOLDER.resolve("README.md");
  private static final Path TEMPLATE = Path.of("src/test/resources/io/kopula/chart/README.md");
  private static final Path STACK = Chart.FOLDER.resolve("ci/kube-prometheus-stack-values.yaml");
  private static final String UPDATE = "mvn -q test -Dtest=ChartReadmeTest -Ddocs.update=true";

  @Test
  void readmeIsUpToDate() throws IOException {
    String expected =
        Files.readString(TEMPLATE)
            .replace("@KUBE_PROMETHEUS_STACK@", Files.readString(STACK).strip())
            .replace("@SIDECAR@", PlainManifests.sidecar().strip())
            .replace("@VALUES@", String.join("\n", values().rows()));
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(README, expected);
    }
    assertThat(Files.readString(README))
        .as("%s is out of date, run: %s", README, UPDATE)
        .isEqualTo(expected);
  }

  @Test
  void everyValueIsExplained() throws IOException {
    assertThat(values().unexplained()).isEmpty();
    assertThat(values().rows()).hasSizeGreaterThan(100);
  }

  /** The promise to users of kube-prometheus-stack. */
  @Test
  void fiveLinesOfValuesAreEnoughAndTheProjectsReadmeShowsThem() throws IOException {
    String values = Files.readString(STACK);
    assertThat(values.lines()).hasSizeLessThanOrEqualTo(5);
    assertThat(Path.of("README.md")).content().contains("```yaml\n" + values + "```");
  }

  private static ValuesTable values() throws IOException {
    return ValuesTable.of(Files.readString(Chart.FOLDER.resolve("values.yaml")));
  }
}
