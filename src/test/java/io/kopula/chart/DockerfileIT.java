package io.kopula.chart;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The image takes what the build has packaged, and suits the pod that the chart runs it in. */
class DockerfileIT {
  private static final Path DOCKERFILE = Path.of("src/main/docker/Dockerfile");
  private static final Path PACKAGED = Path.of("target/quarkus-app");

  @Test
  void imageHoldsEveryPartOfThePackagedApplication() throws IOException {
    try (Stream<Path> parts = Files.list(PACKAGED)) {
      assertThat(parts.map(part -> part.getFileName().toString()))
          .filteredOn(name -> !name.equals("quarkus-app-dependencies.txt"))
          .containsExactlyInAnyOrderElementsOf(
              instructions("COPY target/(?:quarkus-app|image)/([^/ ]+)/? /opt/kopula/\\1/?"));
    }
  }

  /** Two copies of TensorFlow would be mapped if its jar of libraries were there, too. */
  @Test
  void librariesOfTensorFlowAreFilesOnly() throws IOException {
    try (Stream<Path> jars = Files.walk(PACKAGED)) {
      assertThat(jars).noneMatch(path -> path.toString().contains("tensorflow-core-native"));
    }
    assertThat(PACKAGED.resolve("natives")).isDirectoryContaining("glob:**libtensorflow_cc*");
    assertThat(instructions("ENV TENSORFLOW_LIBRARY_PATH=(\\S+)"))
        .containsExactly("/opt/kopula/natives");
  }

  @Test
  void userPortAndConfigurationAreThoseOfTheChart() throws IOException {
    Map<String, Object> values = Chart.mapping(Chart.FOLDER.resolve("values.yaml"));
    Object user = Chart.asMapping(values.get("podSecurityContext")).get("runAsUser");
    assertThat(instructions("USER (\\S+)")).containsExactly(user + ":" + user);
    assertThat(instructions("EXPOSE (\\S+)"))
        .containsExactly(values.get("containerPort").toString());
    String rendering = Chart.render(Map.of());
    assertThat(instructions("CMD \\[\"serve\", \"(\\S+)\"\\]")).allMatch(rendering::contains);
    assertThat(instructions("WORKDIR (\\S+)"))
        .allMatch(folder -> rendering.contains("mountPath: " + folder + "\n"));
  }

  private static List<String> instructions(String pattern) throws IOException {
    List<String> found =
        Pattern.compile("(?m)^" + pattern)
            .matcher(Files.readString(DOCKERFILE))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    assertThat(found).as(pattern).isNotEmpty();
    return found;
  }
}
