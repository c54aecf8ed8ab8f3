package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.Version;
import io.kopula.config.ConfigurationReader;
import io.kopula.model.Hyperparameters;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Command;

class CommandLineTest {
  private static final String VALID =
      """
      datasource: {url: "http://prometheus:9090"}
      groups:
        - name: shop
          by: [service]
          variables: {rate: rate, cpu: cpu}
      """;

  @TempDir private Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeSource source = new FakeSource();
  private Map<String, String> served;
  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.writeString(folder.resolve("kopula.yml"), VALID);
  }

  @Test
  void aValidFileIsSummedUp() {
    assertThat(run("check", "config", file.toString())).isEqualTo(0);
    assertThat(out.toString().lines())
        .containsExactly(
            file + " is valid",
            "1 group, 2 variables",
            "  shop: 2 variables, 2 entities by service",
            "    a cycle every 30s: 2 queries, up to 4 values",
            "    a fit every 1d: 10 queries for 2w (40320 steps)");
    assertThat(err.toString()).isEmpty();
    assertThat(source.closed).isTrue();
  }

  @Test
  void offlineAsksNoServer() {
    assertThat(run("check", "config", "--offline", file.toString())).isEqualTo(0);
    assertThat(out.toString()).contains("shop: 2 variables, entities by service not asked for");
    assertThat(source.asked).isZero();
  }

  @Test
  void historyTooShortForTheFalseAlarmRateIsAWarning() throws Exception {
    Files.writeString(
        file, VALID + "    fit: {window: 12h}\n    alert: {false_alarms_per_week: 0.1}\n");
    assertThat(run("check", "config", file.toString())).isEqualTo(0);
    assertThat(err.toString().lines())
        .containsExactly(
            "warning: "
                + file
                + ":6: groups[0].fit.window: expected at least 15d13h20m for thresholds at 0.1 false"
                + " alarms a week (they will be conservative), found 12h");
    err.getBuffer().setLength(0);
    Files.writeString(
        file, VALID + "    fit: {window: 16d}\n    alert: {false_alarms_per_week: 0.1}\n");
    assertThat(run("check", "config", file.toString())).isEqualTo(0);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void aServerThatIsDownIsAWarning() {
    source.failure = new SourceException(FailureKind.UNAVAILABLE, "connection refused");
    assertThat(run("check", "config", file.toString())).isEqualTo(0);
    assertThat(err.toString().lines())
        .containsExactly(
            "warning: "
                + file
                + ":1: datasource.url: expected a server that answers (expressions are not checked"
                + " further), found connection refused");
  }

  @Test
  void aRefusedExpressionFails() {
    source.failure = new SourceException(FailureKind.BAD_DATA, "parse error");
    assertThat(run("check", "config", file.toString())).isEqualTo(1);
    assertThat(err.toString().lines()).hasSize(3).last().isEqualTo("2 problems");
    assertThat(err.toString()).contains(file + ":5: groups[0].variables.rate: expected a PromQL");
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aBrokenFileIsReportedByCheckAndServeAlike() throws Exception {
    Files.writeString(file, VALID.replace("name: shop", "nam: shop"));
    assertThat(run("check", "config", file.toString())).isEqualTo(1);
    String report = err.toString();
    assertThat(report.lines())
        .containsExactly(
            file
                + ":3: groups[0].nam: expected a known key (did you mean \"name\"?), found \"nam\"",
            file
                + ":3: groups[0].name: expected a name of at most 100 letters, digits, _, . and -,"
                + " that starts with a letter or digit, found nothing",
            "2 problems");
    err.getBuffer().setLength(0);
    assertThat(run("serve", "--config.file=" + file)).isEqualTo(1);
    assertThat(err.toString()).isEqualTo(report);
    assertThat(served).isNull();
  }

  @Test
  void serveHandsOverTheFileAndTheAddress() {
    assertThat(run("serve", "--config.file=" + file)).isEqualTo(0);
    assertThat(served).containsExactly(Map.entry("kopula.config.file", file.toString()));
    assertThat(run("serve", "--config.file", file.toString(), "--web.listen-address=[::1]:80"))
        .isEqualTo(0);
    assertThat(served)
        .containsEntry("quarkus.http.host", "::1")
        .containsEntry("quarkus.http.port", "80");
    assertThat(run("serve", "--config.file=" + file, "--web.listen-address=:81")).isEqualTo(0);
    assertThat(served).containsEntry("quarkus.http.host", "0.0.0.0");
    assertThat(run("serve", "--config.file=" + file, "--web.enable-lifecycle")).isEqualTo(0);
    assertThat(served).containsEntry("kopula.web.enable-lifecycle", "true");
  }

  @Test
  void serveSwitchesOtlpOnAsQuarkusReadsIt() throws Exception {
    String otlp =
        """
        otlp:
          endpoint: http://collector:4317
          protocol: grpc
          interval: 1m30s
          headers: {A: 'x,y\\z', B: '$${x}', C: 'k=v'}
        """;
    Files.writeString(file, VALID + otlp);
    assertThat(run("serve", "--config.file=" + file)).isEqualTo(0);
    SmallRyeConfig config =
        new SmallRyeConfigBuilder()
            .addDefaultInterceptors()
            .withSources(new PropertiesConfigSource(served, "served", 400))
            .build();
    assertThat(config.getValue("quarkus.otel.sdk.disabled", Boolean.class)).isFalse();
    String exporter = "quarkus.otel.exporter.otlp.metrics.";
    assertThat(config.getValue(exporter + "endpoint", String.class))
        .isEqualTo("http://collector:4317");
    assertThat(config.getValue(exporter + "protocol", String.class)).isEqualTo("grpc");
    assertThat(config.getValue("quarkus.otel.metric.export.interval", String.class))
        .isEqualTo("90000ms");
    assertThat(config.getValues(exporter + "headers", String.class))
        .containsExactly("A=x,y\\z", "B=${x}", "C=k=v");
  }

  @Test
  void wrongCommandLinesExitWithTwoAndShowTheUsage() {
    for (String[] args :
        new String[][] {
          {},
          {"check"},
          {"check", "config"},
          {"serve"},
          {"backtest"},
          {"serve", "--config.file=x", "--web.listen-address=9876"},
          {"unheard-of"},
          {"check", "config", "a", "--unheard-of"},
        }) {
      err.getBuffer().setLength(0);
      assertThat(run(args)).as(String.join(" ", args)).isEqualTo(2);
      assertThat(err.toString()).as(String.join(" ", args)).startsWith("kopula: ");
      assertThat(out.toString()).isEmpty();
    }
  }

  @Test
  void helpAndVersionExitWithZero() {
    assertThat(run("--version")).isEqualTo(0);
    assertThat(out.toString().strip()).isEqualTo("kopula " + Version.CURRENT).doesNotContain("$");
    for (String[] args :
        new String[][] {
          {"--help"}, {"serve", "--help"}, {"check", "config", "-h"}, {"backtest", "--help"}
        }) {
      out.getBuffer().setLength(0);
      assertThat(run(args)).isEqualTo(0);
      assertThat(out.toString()).contains("Usage: kopula");
    }
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void failuresPrintOneLineAndTheirTraceWhenAskedFor() {
    assertThat(run("fail")).isEqualTo(1);
    assertThat(err.toString().lines()).containsExactly("kopula: --out: expected a folder, found x");
    err.getBuffer().setLength(0);
    assertThat(run("break")).isEqualTo(1);
    assertThat(err.toString().lines())
        .containsExactly("kopula: java.lang.IllegalStateException: oh (--verbose shows where)");
    err.getBuffer().setLength(0);
    assertThat(run("--verbose", "break")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat io.kopula.cli.CommandLineTest");
    err.getBuffer().setLength(0);
    assertThat(run("break", "--verbose")).isEqualTo(1);
    assertThat(err.toString()).contains("\tat io.kopula.cli.CommandLineTest");
  }

  private int run(String... args) {
    ConfigurationReader reader = new ConfigurationReader(name -> null);
    Clock clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put("check", new CheckCommand(reader, datasource -> source, clock));
    commands.put("serve", new ServeCommand(reader, this::serve));
    commands.put(
        "backtest",
        new BacktestCommand(
            reader,
            (datasource, listener) -> source,
            new Workbench(clock, Hyperparameters.DEFAULT, false)));
    commands.put(
        "fail", new Failing(new CommandFailedException("--out: expected a folder, found x")));
    commands.put("break", new Failing(new IllegalStateException("oh")));
    return CommandLines.create(commands, new PrintWriter(out), new PrintWriter(err)).execute(args);
  }

  private int serve(Map<String, String> properties) {
    served = properties;
    return 0;
  }

  @Command(name = "failing")
  private static final class Failing implements Callable<Integer> {
    private final Exception failure;

    private Failing(Exception failure) {
      this.failure = failure;
    }

    @Override
    public Integer call() throws Exception {
      throw failure;
    }
  }

  private static final class FakeSource implements MetricSource {
    private SourceException failure;
    private int asked;
    private boolean closed;

    @Override
    public SeriesSet query(String expression, Instant time) throws SourceException {
      asked++;
      if (failure != null) {
        throw failure;
      }
      return new SeriesSet(List.of(series("a"), series("b")), List.of());
    }

    private static TimeSeries series(String service) {
      return TimeSeries.of(Map.of("service", service), new long[] {0}, new double[] {1});
    }

    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
