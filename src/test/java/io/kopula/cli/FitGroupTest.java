package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.config.ConfigurationReader;
import io.kopula.model.Hyperparameters;
import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code fit} on the history of a configured group. */
class FitGroupTest {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:30Z");
  private static final String CONFIGURATION =
      """
      global: {step: 1m, model_dir: models}
      datasource: {url: "http://prometheus:9090"}
      groups:
        - name: web
          by: [service]
          model: {window: 8, dependence: independent}
          fit: {window: 5h}
          variables: {load: load, cpu: cpu}
      """;

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final FakeSource source = new FakeSource();
  private Path file;

  @BeforeEach
  void writeFile() throws Exception {
    file = Files.writeString(folder.resolve("kopula.yml"), CONFIGURATION);
  }

  private int run(String... args) {
    Workbench workbench =
        new Workbench(Clock.fixed(NOW, ZoneOffset.UTC), Hyperparameters.DEFAULT, false);
    FitCommand fit =
        new FitCommand(new ConfigurationReader(name -> null), datasource -> source, workbench);
    return CommandLines.create(
            Map.of("fit", fit, "score", new ScoreCommand(workbench)),
            new PrintWriter(out),
            new PrintWriter(err))
        .execute(args);
  }

  @Test
  void theModelIsStoredWhereTheServerLooks() throws Exception {
    assertThat(run("fit", "--config.file=" + file)).as(err.toString()).isZero();
    assertThat(out.toString())
        .contains(" of web in " + folder.resolve("models/web/shared/"))
        .contains("301 steps of 1m from 2026-11-24T07:00:00Z to 2026-11-24T12:00:00Z")
        .contains("seasons learned: none (the data are too short for 1d, 1w)")
        .contains("threshold of {service=\"cart\"}: ")
        .contains("threshold of {service=\"shop\"}: ");
    assertThat(err.toString())
        .contains("fit web: reading history 0 %")
        .contains("fit web: training")
        .contains(
            "warning: web{service=\"young\"}: left out, expected at least 200 steps with values"
                + " (fit.min_points), found 50");
    assertThat(source.closed).isTrue();

    Path data =
        Files.writeString(folder.resolve("data.csv"), "timestamp,load,cpu\n60,1,1\n120,2,2\n");
    Path scores = folder.resolve("scores.csv");
    String[] score = {
      "score", "--model=" + folder.resolve("models"), "--data=" + data, "--out=" + scores, ""
    };
    score[4] = "--entity=service=cart";
    assertThat(run(score)).as(err.toString()).isZero();
    assertThat(scores).isNotEmptyFile();
    score[4] = "--entity=service=young";
    assertThat(run(score)).isEqualTo(1);
    assertThat(err.toString())
        .contains(
            "--entity: expected one that the model knows ({service=\"cart\"}, {service=\"shop\"}),"
                + " found {service=\"young\"}");
  }

  @Test
  void anUnknownGroupAndASourceThatIsDownAreFailures() {
    assertThat(run("fit", "--config.file=" + file, "--group=wep")).isEqualTo(1);
    assertThat(err.toString())
        .isEqualToIgnoringNewLines(
            "kopula: --group: expected a group of " + file + " (web), found \"wep\"");
    err.getBuffer().setLength(0);
    source.failure = new SourceException(FailureKind.UNAVAILABLE, "connection refused");
    assertThat(run("fit", "--config.file=" + file, "--group=web")).isEqualTo(1);
    assertThat(err.toString())
        .contains("kopula: datasource.url: expected the history of group web, found unavailable: ")
        .contains("connection refused");
    assertThat(source.closed).isTrue();
    assertThat(folder.resolve("models")).doesNotExist();
  }

  @Test
  void aGroupThatFailsKeepsNoOtherFromBeingFitted() throws Exception {
    String first = CONFIGURATION.substring(CONFIGURATION.indexOf("  - name"));
    Files.writeString(
        file,
        CONFIGURATION.replace("- name: web", "- name: broken").replace("load: load", "load: gone")
            + first);
    source.failing = "gone";
    assertThat(run("fit", "--config.file=" + file)).isEqualTo(1);
    assertThat(err.toString()).contains("expected the history of group broken, found unavailable");
    assertThat(out.toString()).contains(" of web in ");
    assertThat(folder.resolve("models/web/shared")).isNotEmptyDirectory();
  }

  @Test
  void tooLittleHistoryIsAFailure() {
    source.points = 60;
    assertThat(run("fit", "--config.file=" + file, "--group=web")).isEqualTo(1);
    assertThat(err.toString())
        .contains("warning: web{service=\"cart\"}: left out")
        .contains("kopula: web: expected history to fit on, found too little");
    assertThat(out.toString()).isEmpty();
  }

  /** Two services, and one that is 50 steps old. */
  private static final class FakeSource implements MetricSource {
    private SourceException failure;
    private String failing = "";
    private int points = Integer.MAX_VALUE;
    private boolean closed;

    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step)
        throws SourceException {
      if (failure != null) {
        throw failure;
      }
      if (expression.equals(failing)) {
        throw new SourceException(FailureKind.UNAVAILABLE, "connection refused");
      }
      List<TimeSeries> series = new ArrayList<>();
      int whole = (int) Duration.between(start, end).dividedBy(step) + 1;
      for (String service : List.of("cart", "shop", "young")) {
        int count = Math.min(points, service.equals("young") ? 50 : whole);
        long[] times = new long[count];
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
          times[i] = end.minus(step.multipliedBy(count - 1 - i)).toEpochMilli();
          Random load = new Random(times[i]);
          values[i] = 10 + load.nextGaussian() + (expression.equals("cpu") ? 1 : 0);
        }
        series.add(TimeSeries.of(Map.of("service", service), times, values));
      }
      return new SeriesSet(series, List.of());
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
