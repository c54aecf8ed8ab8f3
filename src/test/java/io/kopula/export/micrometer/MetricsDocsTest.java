package io.kopula.export.micrometer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** docs/metrics.md says what the catalogue says. */
class MetricsDocsTest {
  private static final Path DOCUMENT = Path.of("docs/metrics.md");
  private static final String UPDATE = "mvn -q test -Dtest=MetricsDocsTest -Ddocs.update=true";

  @Test
  void documentIsUpToDate() throws Exception {
    String expected = MetricsDocument.generate(GoldenScrapeTest.scrape());
    if (Boolean.getBoolean("docs.update")) {
      Files.createDirectories(DOCUMENT.getParent());
      Files.writeString(DOCUMENT, expected);
    }
    assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
        .as("%s is out of date, run: %s", DOCUMENT, UPDATE)
        .isEqualTo(expected);
  }
}
