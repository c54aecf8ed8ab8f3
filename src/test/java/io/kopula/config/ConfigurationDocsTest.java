package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationDocsTest {
  private static final Path DOCS = Path.of("docs/configuration.md");

  @TempDir private Path folder;

  @Test
  void documentationIsUpToDate() throws Exception {
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(DOCS.toAbsolutePath().getParent());
      Files.writeString(DOCS, ConfigurationDocs.text());
    }
    assertThat(DOCS)
        .as("out of date; mend it: mvn -q test -Dtest=ConfigurationDocsTest -Ddocs.update=true")
        .hasContent(ConfigurationDocs.text());
  }

  @Test
  void documentedExampleIsValidAndShowsEverySection() throws Exception {
    Matcher block =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL).matcher(ConfigurationDocs.text());
    assertThat(block.find()).isTrue();
    Configuration configuration = TestFiles.read(folder, block.group(1)).configuration();
    assertThat(configuration.groups())
        .extracting(GroupConfig::name)
        .containsExactly("checkout", "database");
    assertThat(configuration.otlp()).isNotNull();
  }
}
