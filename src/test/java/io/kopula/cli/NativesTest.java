package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NativesTest {
  @TempDir private Path app;

  private final Properties properties = new Properties();

  @Test
  void pointsToTheFolderBesideTheJar() throws Exception {
    Path natives = Files.createDirectory(app.resolve("natives"));
    properties.setProperty("java.class.path", app.resolve("quarkus-run.jar").toString());
    Natives.locate(properties, Optional.empty());
    assertThat(properties).containsEntry(Natives.PROPERTY, natives.toString());
  }

  @Test
  void leavesWhatIsAlreadySaid() throws Exception {
    Files.createDirectory(app.resolve("natives"));
    properties.setProperty("java.class.path", app.resolve("quarkus-run.jar").toString());
    Natives.locate(properties, Optional.of("/opt/tensorflow"));
    assertThat(properties).doesNotContainKey(Natives.PROPERTY);
    properties.setProperty(Natives.PROPERTY, "/elsewhere");
    Natives.locate(properties, Optional.empty());
    assertThat(properties).containsEntry(Natives.PROPERTY, "/elsewhere");
  }

  @Test
  void saysNothingWithoutSuchAFolder() {
    String jars = app.resolve("a.jar") + File.pathSeparator + app.resolve("classes");
    properties.setProperty("java.class.path", jars);
    Natives.locate(properties, Optional.empty());
    assertThat(properties).doesNotContainKey(Natives.PROPERTY);
  }
}
