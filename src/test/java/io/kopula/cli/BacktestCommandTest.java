package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.ConfigurationReader;
import io.kopula.model.Hyperparameters;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestCommandTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final EmptySource source = new EmptySource();
  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file =
        Files.writeString(
            folder.resolve("kopula.yml"),
            """
            global: {step: 1m, model_dir: models}
            datasource: {url: "http://prometheus:9090"}
            groups:
              - {name: web, by: [service], fit: {window: 5h}, variables: {load: load, cpu: cpu}}
              - {name: db, fit: {window: 5h}, variables: {load: load, cpu: cpu}}
            """);
  }

  private int run(String... args) {
    Workbench workbench =
        new Workbench(Clock.fixed(NOW, ZoneOffset.UTC), Hyperparameters.DEFAULT, false);
    BacktestCommand backtest =
        new BacktestCommand(
            new ConfigurationReader(name -> null), (datasource, listener) -> source, workbench);
    return CommandLines.create(
            Map.of("backtest", backtest), new PrintWriter(out), new PrintWriter(err))
        .execute(args);
  }

  @Test
  void wrongTimesAreUsageErrors() {
    for (String[] times :
        new String[][] {
          {"--from=yesterday"},
          {"--from=1d", "--to=2d"},
          {"--to=2026-12-01T00:00:00Z"},
          {"--refit=perhaps"},
        }) {
      err.getBuffer().setLength(0);
      List<String> args = new ArrayList<>(List.of("backtest", "--config.file=" + file));
      args.addAll(List.of(times));
      assertThat(run(args.toArray(String[]::new))).as("%s", args).isEqualTo(2);
      assertThat(err.toString()).contains("Usage: kopula backtest");
    }
    assertThat(run("backtest")).isEqualTo(2);
    assertThat(source.ranges).isEmpty();
  }

  @Test
  void helpTellsTheDefaults() {
    assertThat(run("backtest", "--help")).isZero();
    assertThat(out.toString())
        .contains("--from=TIME")
        .contains("Default: 7d.")
        .contains("are thrown away");
  }

  @Test
  void aGroupWithoutHistoryIsAFailureThatIsTold() {
    assertThat(run("backtest", "--config.file=" + file, "--group=web", "--from=1d")).isEqualTo(1);
    assertThat(out.toString()).contains("web, 2026-11-23T12:00:00Z to ");
    assertThat(err.toString())
        .contains("backtest web: fit, reading history 0 %")
        .contains("backtest web: scoring 100 %")
        .contains(
            "kopula: web: expected history to fit on before 2026-11-23T12:00:00Z, found too little");
    assertThat(source.ranges).as("nothing but the group's").isNotEmpty();
    assertThat(source.closed).isTrue();
    assertThat(folder.resolve("models")).doesNotExist();
  }

  @Test
  void aSourceThatFailsAndAnUnknownGroupLeaveNoFiles() {
    source.failure = new SourceException(FailureKind.UNAVAILABLE, "connection refused");
    Path results = folder.resolve("results");
    assertThat(run("backtest", "--config.file=" + file, "--out=" + results)).isEqualTo(1);
    assertThat(err.toString())
        .contains("kopula: datasource.url: expected the values of group web from ")
        .contains("found unavailable: ")
        .contains("connection refused");
    assertThat(source.closed).isTrue();
    assertThat(results).doesNotExist();
    assertThat(run("backtest", "--config.file=" + file, "--group=wep")).isEqualTo(1);
    assertThat(err.toString())
        .contains("expected a group of " + file + " (web, db), found \"wep\"");
  }

  private static final class EmptySource implements MetricSource {
    private final List<Instant> ranges = Collections.synchronizedList(new ArrayList<>());
    private SourceException failure;
    private boolean closed;

    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
        throws SourceException {
      ranges.add(start);
      if (failure != null) {
        throw failure;
      }
      return SeriesSet.EMPTY;
    }

    @Override
    public SeriesSet query(String expression, Instant time) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {
      closed = true;
    }
  }
}
