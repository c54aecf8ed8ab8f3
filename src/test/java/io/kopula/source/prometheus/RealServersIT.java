package io.kopula.source.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.kopula.config.DatasourceConfig;
import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.AlertConfig;
import io.kopula.config.GroupConfig.FitConfig;
import io.kopula.config.GroupConfig.ModelConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.model.Dependence;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Scope;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.FailureKind;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.kopula.testing.PrometheusServer;
import io.kopula.testing.VictoriaMetricsServer;
import io.kopula.window.GroupReader;
import io.kopula.window.GroupReading;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The same known samples in real servers, read back through the source. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealServersIT {
  private static final long SEED = 20260131;
  private static final Duration STEP = Duration.ofSeconds(15);
  private static final int LENGTH = 2000;

  /** A gap in the data of cart, longer than any staleness, in steps. */
  private static final int GAP_FROM = 500;

  private static final int GAP_TO = 600;
  private static final List<String> SERVICES = List.of("cart", "pay", "search \"ä\"\\");

  /** Samples lie in the recent past: VictoriaMetrics keeps a month, Prometheus two weeks. */
  private final Instant start =
      Grid.floor(Instant.now().minus(Duration.ofHours(30)), Duration.ofHours(1));

  private final Grid grid = Grid.covering(start, start.plus(STEP.multipliedBy(LENGTH - 1)), STEP);
  private final double[][] samples = samples();
  private PrometheusServer prometheus;
  private VictoriaMetricsServer victoria;

  enum Server {
    PROMETHEUS,
    VICTORIA_METRICS
  }

  @BeforeAll
  void startServers() {
    prometheus = PrometheusServer.builder().backfill(openMetrics()).start();
    victoria = VictoriaMetricsServer.start();
    victoria.importPrometheus(text());
  }

  @AfterAll
  void stopServers() {
    if (prometheus != null) {
      prometheus.close();
    }
    if (victoria != null) {
      victoria.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsEverySampleBackOverTheBordersOfParts(Server server) throws Exception {
    List<Integer> codes = new ArrayList<>();
    try (PrometheusSource source = source(server, 333, (code, duration) -> codes.add(code))) {
      SeriesSet answer = source.queryRange("shop_load", grid.time(0), grid.time(LENGTH - 1), STEP);

      assertThat(codes).as("requests for 2000 points by 333").hasSize(7).containsOnly(200);
      assertThat(answer.warnings()).isEmpty();
      assertThat(answer.series()).hasSize(SERVICES.size());
      for (int service = 1; service < SERVICES.size(); service++) {
        TimeSeries series = series(answer, SERVICES.get(service));
        assertThat(series.length()).isEqualTo(LENGTH);
        for (int i = 0; i < LENGTH; i++) {
          assertThat(series.millis(i)).isEqualTo(grid.millis(i));
          assertThat(series.value(i)).isEqualTo(samples[service][i]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void onePartGivesTheSameAsMany(Server server) throws Exception {
    try (PrometheusSource whole = source(server, 11_000);
        PrometheusSource parts = source(server, 97)) {
      String expression = "sum without (zone) (rate(shop_load[1m]))";
      SeriesSet one = whole.queryRange(expression, grid.time(8), grid.time(LENGTH - 1), STEP);
      SeriesSet many = parts.queryRange(expression, grid.time(8), grid.time(LENGTH - 1), STEP);

      assertThat(one.series()).hasSize(SERVICES.size());
      assertThat(many.series()).hasSize(SERVICES.size());
      for (String service : SERVICES) {
        assertSame(series(one, service), series(many, service));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aGapIsMissing(Server server) throws Exception {
    GroupConfig group =
        group(
            "load", "last_over_time(shop_load[1s])",
            "double", "2 * last_over_time(shop_load[1s])",
            "absent", "shop_nothing");
    try (PrometheusSource source = source(server, 512)) {
      GroupReading reading = new GroupReader(source, Runnable::run).read(group, grid);

      assertThat(reading.failures()).isEmpty();
      assertThat(reading.warnings()).isEmpty();
      assertThat(reading.frames()).hasSize(SERVICES.size());
      for (int service = 0; service < SERVICES.size(); service++) {
        Frame frame = frame(reading, SERVICES.get(service));
        for (int i = 0; i < LENGTH; i++) {
          double expected = samples[service][i];
          assertThat(frame.value(i, 0)).isEqualTo(Double.valueOf(expected));
          assertThat(frame.value(i, 1)).isEqualTo(Double.valueOf(2 * expected));
          assertThat(frame.isPresent(i, 2)).isFalse();
        }
      }
      assertThat(frame(reading, "cart").isPresent(GAP_FROM, 0)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource
  void notANumberAndInfinityAreMissing(Server server) throws Exception {
    GroupConfig group =
        group(
            "ratio", "last_over_time(shop_load[1s]) * 0 / 0",
            "high", "last_over_time(shop_load[1s]) / 0",
            "load", "last_over_time(shop_load[1s])");
    try (PrometheusSource source = source(server, 1000)) {
      Frame frame =
          frame(new GroupReader(source, Runnable::run).read(group, grid.slice(0, 40)), "pay");

      for (int i = 0; i < 40; i++) {
        assertThat(frame.isPresent(i, 0)).isFalse();
        assertThat(frame.isPresent(i, 1)).isFalse();
        assertThat(frame.isPresent(i, 2)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void oneInstant(Server server) throws Exception {
    try (PrometheusSource source = source(server, 1000)) {
      SeriesSet answer = source.query("shop_load{service=\"pay\"}", grid.time(100));
      assertThat(answer.series()).hasSize(1);
      assertThat(answer.series().get(0).value(0)).isEqualTo(samples[1][100]);
      assertThat(answer.series().get(0).millis(0)).isEqualTo(grid.millis(100));

      SeriesSet scalar = source.query("1 + 1", grid.time(100));
      assertThat(scalar.series()).hasSize(1);
      assertThat(scalar.series().get(0).labels()).isEmpty();
      assertThat(scalar.series().get(0).value(0)).isEqualTo(2);

      assertThat(source.query("shop_nothing", grid.time(100)).series()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void aWrongExpressionIsRefusedInTheServersWords(Server server) {
    try (PrometheusSource source = source(server, 1000)) {
      assertThatThrownBy(() -> source.query("rate(shop_load[1m]", grid.time(9)))
          .isInstanceOfSatisfying(SourceException.class, kind(FailureKind.BAD_DATA))
          .hasMessageContaining("/api/v1/query: HTTP 4");
      assertThatThrownBy(() -> source.queryRange("sum by (", grid.time(0), grid.time(5), STEP))
          .isInstanceOfSatisfying(SourceException.class, kind(FailureKind.BAD_DATA))
          .hasMessageContaining("/api/v1/query_range: HTTP 4");
    }
  }

  @ParameterizedTest
  @EnumSource
  void severalSeriesOfAnEntityAreRefused(Server server) throws Exception {
    GroupConfig group = group("zones", "shop_zoned", "sum", "sum by (service) (shop_zoned)");
    try (PrometheusSource source = source(server, 1000)) {
      GroupReading reading = new GroupReader(source, Runnable::run).read(group, grid.slice(10, 20));

      Frame frame = frame(reading, "cart");
      assertThat(frame.isPresent(5, 0)).isFalse();
      assertThat(frame.value(5, 1)).isEqualTo(3);
      assertThat(reading.warnings())
          .singleElement()
          .asString()
          .startsWith("zones: several series for {service=\"cart\"} (they differ in zone)");
    }
  }

  private PrometheusSource source(Server server, int points) {
    return source(server, points, RequestListener.NONE);
  }

  private PrometheusSource source(Server server, int points, RequestListener listener) {
    URI url = server == Server.PROMETHEUS ? prometheus.url() : victoria.url();
    DatasourceConfig defaults = DatasourceConfig.of(url);
    return new PrometheusSource(
        new DatasourceConfig(
            url,
            null,
            defaults.tls(),
            Map.of(),
            Map.of(),
            defaults.timeout(),
            points,
            defaults.maxConcurrentQueries(),
            defaults.maxResponseBytes(),
            true),
        listener);
  }

  private static GroupConfig group(String... namesAndExpressions) {
    List<VariableConfig> variables = new ArrayList<>();
    for (int i = 0; i < namesAndExpressions.length; i += 2) {
      variables.add(new VariableConfig(namesAndExpressions[i], namesAndExpressions[i + 1]));
    }
    return new GroupConfig(
        "shop",
        List.of("service"),
        variables,
        STEP,
        Duration.ZERO,
        List.of(),
        ZoneOffset.UTC,
        new ModelConfig(Scope.SHARED, Dependence.STUDENT_T_COPULA, Hyperparameters.DEFAULT),
        new FitConfig(Duration.ofDays(1), Duration.ofDays(1), 100, List.of()),
        new AlertConfig(1, 1));
  }

  private static Frame frame(GroupReading reading, String service) {
    Entity entity = Entity.of(Map.of("service", service));
    return reading.frames().stream()
        .filter(frame -> frame.entity().equals(entity))
        .findFirst()
        .orElseThrow();
  }

  private static TimeSeries series(SeriesSet answer, String service) {
    return answer.series().stream()
        .filter(series -> service.equals(series.labels().get("service")))
        .findFirst()
        .orElseThrow();
  }

  private static void assertSame(TimeSeries one, TimeSeries other) {
    assertThat(other.length()).isEqualTo(one.length());
    for (int i = 0; i < one.length(); i++) {
      assertThat(other.millis(i)).isEqualTo(one.millis(i));
      assertThat(other.value(i)).isEqualTo(one.value(i));
    }
  }

  private static Consumer<SourceException> kind(FailureKind kind) {
    return e -> assertThat(e.kind()).isEqualTo(kind);
  }

  /** Values with few decimal digits, which both servers keep exactly; NaN where there is none. */
  private static double[][] samples() {
    Random random = new Random(SEED);
    double[][] samples = new double[SERVICES.size()][LENGTH];
    for (double[] row : samples) {
      for (int i = 0; i < LENGTH; i++) {
        row[i] = random.nextInt(2_000_000) / 1000.0;
      }
    }
    Arrays.fill(samples[0], GAP_FROM, GAP_TO, Double.NaN);
    return samples;
  }

  /** Times in seconds, as OpenMetrics has them. */
  private String openMetrics() {
    StringBuilder text = new StringBuilder("# TYPE shop_load gauge\n");
    append(text, "shop_load", 1000);
    text.append("# TYPE shop_zoned gauge\n");
    appendZones(text, 1000);
    return text.append("# EOF\n").toString();
  }

  /** Times in milliseconds, as Prometheus's text format has them. */
  private String text() {
    StringBuilder text = new StringBuilder();
    append(text, "shop_load", 1);
    appendZones(text, 1);
    return text.toString();
  }

  private void append(StringBuilder text, String metric, long unit) {
    for (int service = 0; service < samples.length; service++) {
      String labels = "{service=\"" + escape(SERVICES.get(service)) + "\",zone=\"a\"} ";
      for (int i = 0; i < LENGTH; i++) {
        if (!Double.isNaN(samples[service][i])) {
          text.append(metric).append(labels).append(samples[service][i]).append(' ');
          text.append(grid.millis(i) / unit).append('\n');
        }
      }
    }
  }

  private void appendZones(StringBuilder text, long unit) {
    for (int zone = 1; zone <= 2; zone++) {
      for (int i = 0; i < 100; i++) {
        text.append("shop_zoned{service=\"cart\",zone=\"").append(zone).append("\"} ");
        text.append(zone).append(' ').append(grid.millis(i) / unit).append('\n');
      }
    }
  }

  private static String escape(String value) {
    return value.replace("\\", "\\\\").replace("\"", "\\\"");
  }
}
