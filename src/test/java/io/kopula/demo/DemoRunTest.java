package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.kopula.collector.CollectorStatus;
import io.kopula.collector.EntityStatus;
import io.kopula.collector.GroupStatus;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.series.Grid;
import io.kopula.source.prometheus.PrometheusSource;
import io.kopula.source.prometheus.RequestListener;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

/** The demo through production's own configuration reader and Prometheus client. */
class DemoRunTest {
  private final List<String> lines = new CopyOnWriteArrayList<>();

  @Test
  void itsConfigurationIsValidAndReadsTheWholeShop() throws Exception {
    Path folder;
    try (DemoRun run = DemoRun.start(Clock.systemUTC(), lines::add)) {
      folder = run.configurationFile().getParent();
      Configuration configuration =
          new ConfigurationReader(name -> null).read(run.configurationFile()).configuration();
      GroupConfig group = configuration.groups().get(0);
      assertThat(group.variables())
          .extracting(VariableConfig::name)
          .containsExactlyElementsOf(
              Arrays.stream(ShopMetric.values()).map(ShopMetric::variable).toList());
      assertThat(group.step()).isEqualTo(Duration.ofSeconds(1));
      assertThat(configuration.modelDir().startsWith(folder)).isTrue();

      Instant now = Instant.now();
      Grid grid = Grid.covering(now.minus(group.fit().window()), now, group.step());
      try (PrometheusSource source =
          new PrometheusSource(configuration.datasource(), RequestListener.NONE)) {
        GroupReading reading = new GroupReader(source, Runnable::run).read(group, grid);
        assertThat(reading.warnings()).isEmpty();
        assertThat(reading.failures()).isEmpty();
        assertThat(reading.frames())
            .hasSize(ShopService.values().length)
            .allSatisfy(frame -> assertThat(frame.coverage()).isEqualTo(1));
      }
    }
    assertThat(Files.exists(folder)).as("the demo's folder after its end").isFalse();
    assertThat(lines).isEmpty();
  }

  @Test
  void showsWhereToLookWhileItIsWatched() throws Exception {
    CollectorStatus nothing =
        new CollectorStatus() {
          @Override
          public List<GroupStatus> groups() {
            throw new IllegalStateException("not yet");
          }

          @Override
          public List<EntityStatus> entities(String group) {
            return List.of();
          }
        };
    try (DemoRun run = DemoRun.start(Clock.systemUTC(), lines::add)) {
      run.watch(nothing, URI.create("http://localhost:9876"));
      assertThat(lines).anyMatch(line -> line.contains("http://localhost:9876/metrics"));
      await()
          .untilAsserted(
              () ->
                  assertThat(lines.stream().filter(line -> line.contains("not yet")).count())
                      .as("goes on after a failure")
                      .isGreaterThanOrEqualTo(2));
    }
  }
}
