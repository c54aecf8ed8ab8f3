package io.kopula.export.micrometer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.kopula.export.CatalogueExample;
import io.kopula.export.Metric;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What a scrape of every metric of the catalogue looks like. */
class GoldenScrapeTest {
  private static final Path GOLDEN = Path.of("src/test/resources/io/kopula/export/metrics.prom");
  private static final String UPDATE = "mvn -q test -Dtest=GoldenScrapeTest -Ddocs.update=true";

  @Test
  void scrapeOfEveryMetricIsAsItWas() throws Exception {
    String scrape = scrape();
    if (Boolean.getBoolean("docs.update")) {
      Files.writeString(GOLDEN, scrape);
    }
    assertThat(scrape)
        .as("%s is out of date; after a wanted change run: %s", GOLDEN, UPDATE)
        .isEqualTo(Files.readString(GOLDEN));
  }

  @Test
  void everyMetricIsInTheScrapeOnceAndNothingElse() throws Exception {
    assertThat(scrape().lines().filter(line -> line.startsWith("# TYPE")))
        .map(line -> line.replaceAll("# TYPE (\\S+) .*", "$1"))
        .filteredOn(name -> !name.endsWith("_max"))
        .containsExactlyInAnyOrderElementsOf(
            Arrays.stream(Metric.values()).map(Metric::exportedName).toList());
  }

  @Test
  void promtoolFindsNothingToComplainAbout() throws Exception {
    Path promtool = Path.of("/usr/bin/promtool");
    boolean required = "true".equals(System.getenv("KOPULA_REQUIRE_ALL"));
    if (!Files.isExecutable(promtool) && !required) {
      System.err.println("SKIPPED: names are not linted, " + promtool + " is not there");
      assumeTrue(false, "promtool is not installed");
    }
    Process lint =
        new ProcessBuilder(promtool.toString(), "check", "metrics")
            .redirectErrorStream(true)
            .redirectInput(GOLDEN.toFile())
            .start();
    String complaints = new String(lint.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(lint.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(complaints).isEmpty();
    assertThat(lint.exitValue()).isZero();
  }

  static String scrape() {
    Scrape scrape = new Scrape();
    CatalogueExample.fill(new MicrometerSink(scrape.registry()));
    return ScrapeOrder.sorted(scrape.text());
  }
}
