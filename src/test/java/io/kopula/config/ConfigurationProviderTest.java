package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.Test;

/** The way other tests of the whole process hand in their file. */
@QuarkusTest
@TestProfile(ConfigurationProviderTest.WithFile.class)
class ConfigurationProviderTest {
  @Inject ConfigurationProvider provider;

  @Test
  void handsOutTheFileOfTheProperty() throws Exception {
    assertThat(provider.current().groups()).extracting(GroupConfig::name).containsExactly("shop");
    assertThat(provider.current()).isSameAs(provider.current());
    assertThat(provider.file()).isPresent();
  }

  @Test
  void servesMetricsAndOpenApiWherePeersDo() {
    RestAssured.get("/metrics").then().statusCode(200).body(Matchers.containsString("# HELP"));
    RestAssured.get("/openapi").then().statusCode(200).body(Matchers.containsString("Kopula"));
  }

  @Test
  void saysThatThereIsNoFile() {
    ConfigurationProvider without = new ConfigurationProvider(Optional.empty());
    assertThat(without.file()).isEmpty();
    assertThatThrownBy(without::current)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("kopula.config.file: expected a file, found nothing");
  }

  public static final class WithFile implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      try {
        Path file = Files.createTempFile("kopula", ".yml");
        file.toFile().deleteOnExit();
        Files.writeString(file, TestFiles.MINIMAL);
        return Map.of(ConfigurationProvider.FILE_PROPERTY, file.toString());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
