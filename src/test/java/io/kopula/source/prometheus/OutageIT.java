package io.kopula.source.prometheus;

import static io.kopula.source.prometheus.Sources.kind;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.source.FailureKind;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.testing.PrometheusServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** One source outlives a server that hangs, crashes and comes back. */
class OutageIT {
  @Test
  void theSourceRecoversByItself() throws Exception {
    Instant then = Instant.now().minus(Duration.ofHours(5));
    long second = then.getEpochSecond() / 60 * 60;
    String history =
        "# TYPE shop gauge\nshop{service=\"a\"} 1 %d\nshop{service=\"a\"} 2 %d\n# EOF\n"
            .formatted(second, second + 60);
    try (PrometheusServer server = PrometheusServer.builder().backfill(history).start();
        PrometheusSource source =
            Sources.config(server.url()).timeout(Duration.ofSeconds(1)).source()) {
      assertValues(source, second);

      server.process().suspend();
      assertThatThrownBy(() -> source.query("up", then))
          .isInstanceOfSatisfying(SourceException.class, kind(FailureKind.TIMEOUT));
      server.process().resume();
      Awaitility.await().untilAsserted(() -> assertValues(source, second));

      server.kill();
      assertThat(server.process().isAlive()).isFalse();
      assertThatThrownBy(() -> source.query("up", then))
          .isInstanceOfSatisfying(SourceException.class, kind(FailureKind.UNAVAILABLE));

      server.start();
      assertValues(source, second);
      server.stop();
      assertThat(server.process().log()).contains("See you next time!");
    }
  }

  private static void assertValues(PrometheusSource source, long second) throws SourceException {
    List<TimeSeries> series =
        source
            .queryRange(
                "shop",
                Instant.ofEpochSecond(second),
                Instant.ofEpochSecond(second + 60),
                Duration.ofSeconds(60))
            .series();
    assertThat(series).hasSize(1);
    assertThat(series.get(0).length()).isEqualTo(2);
    assertThat(series.get(0).value(1)).isEqualTo(2);
  }
}
