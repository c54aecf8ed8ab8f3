package io.kopula.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.kopula.source.FailureKind;
import io.kopula.source.MetricSource;
import io.kopula.source.SeriesSet;
import io.kopula.source.SourceException;
import io.kopula.source.TimeSeries;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExpressionCheckTest {
  private static final Instant NOW = Instant.parse("2026-11-24T00:00:00Z");

  private static final String FILE =
      """
      datasource: {url: "http://prometheus:9090"}
      groups:
        - name: shop
          by: [service]
          variables:
            rate: rate
            cpu: cpu
            memory: "memory${SUFFIX:}"
      """;

  @TempDir private Path folder;

  private final FakeSource source = new FakeSource();

  @Test
  void countsEntitiesOverAllVariables() throws Exception {
    source.answers.put("rate", series(Map.of("service", "a"), Map.of("service", "b")));
    source.answers.put("cpu", series(Map.of("service", "b"), Map.of("service", "c")));
    source.answers.put("memory", series(Map.of("service", "a", "extra", "x")));
    ExpressionReport report = check(Map.of());
    assertThat(report.problems()).isEmpty();
    assertThat(report.warnings()).isEmpty();
    assertThat(report.entities()).containsExactly(Map.entry("shop", 3));
    assertThat(source.instants).containsOnly(NOW);
  }

  @Test
  void reportsWhatTheServerRefusesWithItsPlace() throws Exception {
    source.failures.put("cpu", new SourceException(FailureKind.BAD_DATA, "1:1: parse error: x"));
    source.failures.put(
        "memoryhunter2", new SourceException(FailureKind.BAD_DATA, "unknown memoryhunter2"));
    ExpressionReport report = check(Map.of("SUFFIX", "hunter2"));
    assertThat(report.problems())
        .extracting(problem -> problem.toString().replace(folder + "/", ""))
        .containsExactly(
            "kopula.yml:7: groups[0].variables.cpu: expected a PromQL expression (the server says:"
                + " 1:1: parse error: x), found \"cpu\"",
            "kopula.yml:8: groups[0].variables.memory: expected a PromQL expression, found"
                + " \"memory${SUFFIX:}\"");
  }

  @Test
  void warnsOfNothingMissingLabelsAndDoubles() throws Exception {
    source.answers.put("cpu", series(Map.of("job", "x")));
    source.answers.put(
        "memory", series(Map.of("service", "a", "pod", "1"), Map.of("service", "a", "pod", "2")));
    ExpressionReport report = check(Map.of());
    assertThat(report.problems()).isEmpty();
    assertThat(report.warnings())
        .extracting(problem -> problem.toString().replace(folder + "/", ""))
        .containsExactly(
            "kopula.yml:6: groups[0].variables.rate: expected an expression that returns series,"
                + " found none at present",
            "kopula.yml:7: groups[0].variables.cpu: expected series with all labels in by, found"
                + " series without service",
            "kopula.yml:8: groups[0].variables.memory: expected one series for each entity"
                + " (aggregate with sum by (service) (…)), found 1 more, such as"
                + " \"{pod=\"2\",service=\"a\"}\"");
    assertThat(report.entities()).containsExactly(Map.entry("shop", 1));
  }

  @Test
  void warnsOnceOfAServerThatDoesNotAnswer() throws Exception {
    for (FailureKind kind :
        List.of(FailureKind.UNAVAILABLE, FailureKind.TIMEOUT, FailureKind.BAD_RESPONSE)) {
      source.instants.clear();
      source.failures.put("rate", new SourceException(kind, "no luck"));
      ExpressionReport report = check(Map.of());
      assertThat(report.problems()).isEmpty();
      assertThat(report.warnings())
          .singleElement()
          .hasToString(
              folder
                  + "/kopula.yml:1: datasource.url: expected a server that answers (expressions are"
                  + " not checked further), found no luck");
      assertThat(source.instants).hasSize(1);
      assertThat(report.entities()).isEmpty();
    }
  }

  @Test
  void refusedCredentialsAreAProblem() throws Exception {
    source.failures.put("rate", new SourceException(FailureKind.UNAUTHORIZED, "HTTP 401"));
    ExpressionReport report = check(Map.of());
    assertThat(report.problems())
        .singleElement()
        .hasToString(
            folder
                + "/kopula.yml:1: datasource: expected credentials that the server accepts, found"
                + " HTTP 401");
  }

  private ExpressionReport check(Map<String, String> environment) throws Exception {
    return ExpressionCheck.of(source, TestFiles.read(folder, FILE, environment), NOW);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static SeriesSet series(Map<String, String>... labels) {
    List<TimeSeries> series =
        Arrays.stream(labels)
            .map(l -> TimeSeries.of(l, new long[] {NOW.toEpochMilli()}, new double[] {1}))
            .toList();
    return new SeriesSet(series, List.of());
  }

  private static final class FakeSource implements MetricSource {
    private final Map<String, SeriesSet> answers = new HashMap<>();
    private final Map<String, SourceException> failures = new HashMap<>();
    private final List<Instant> instants = new java.util.ArrayList<>();

    @Override
    public SeriesSet query(String expression, Instant time) throws SourceException {
      instants.add(time);
      if (failures.containsKey(expression)) {
        throw failures.get(expression);
      }
      return answers.getOrDefault(expression, SeriesSet.EMPTY);
    }

    @Override
    public SeriesSet queryRange(String expression, Instant start, Instant end, Duration step) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void close() {}
  }
}
