package io.kopula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.testing.Browser;
import io.kopula.testing.DemoServer;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * The status page of the packaged demo: an injected incident is seen and, after a click, explained.
 * With {@code -Ddocs.update=true} it renews the pictures in {@code docs/images}.
 */
class StatusPageIT {
  private static final Path PICTURES =
      Boolean.getBoolean("docs.update") ? Path.of("docs/images") : Path.of("target/images");

  @TempDir private Path folder;

  @Test
  @Timeout(900)
  void showsAndExplainsAnIncidentOfTheDemo() {
    try (Browser browser = Browser.start(1440, 1240);
        DemoServer demo = DemoServer.start(folder)) {
      browser.dark(false);
      browser.open(demo.url());
      await("six services")
          .atMost(Duration.ofMinutes(1))
          .until(() -> browser.findAll("#entities tbody tr").size() == 6);
      // Two incidents: the first may be short, and the timeline of the second shows a life before.
      for (int incident = 0; incident < 2; incident++) {
        await("an incident on the page")
            .atMost(Duration.ofMinutes(8))
            .pollInterval(Duration.ofMillis(300))
            .until(() -> state(browser).contains("incident"));
        browser.find("#entities tbody tr button").click();
        await("its explanation")
            .atMost(Duration.ofSeconds(30))
            .until(() -> browser.text("#entity-state").contains("incident since"));
        if (incident == 0) {
          await("its end")
              .atMost(Duration.ofMinutes(2))
              .until(() -> !state(browser).contains("incident"));
        }
      }
      await("why")
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                assertThat(browser.text("#why-lead")).contains("Most of it is ");
                assertThat(browser.text("#explanation")).contains("Kind: ");
                assertThat(browser.findAll("#why tbody tr")).isNotEmpty();
                assertThat(browser.findAll("#variables .blamed")).isNotEmpty();
                assertThat(browser.findAll("#variables canvas")).hasSize(8);
              });
      browser.picture(PICTURES.resolve("status-light.png"));
      browser.dark(true);
      await("dark charts")
          .until(
              () -> {
                Object colour =
                    browser.script("return getComputedStyle(document.body).backgroundColor");
                return "rgb(20, 24, 30)".equals(colour);
              });
      browser.picture(PICTURES.resolve("status-dark.png"));
      assertThat(demo.log()).contains("injected: ");
      assertThat(browser.withoutName()).as("what a screen reader cannot name").isEmpty();
      assertThat(browser.errors()).as("console").isEmpty();
    }
  }

  private static String state(Browser browser) {
    return browser.text("#entities tbody tr");
  }
}
