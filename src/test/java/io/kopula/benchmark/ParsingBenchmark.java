package io.kopula.benchmark;

import io.kopula.config.GroupConfig;
import io.kopula.config.GroupConfig.VariableConfig;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.SourceException;
import io.kopula.source.prometheus.RecordedAnswers;
import io.kopula.window.FrameHistory;
import io.kopula.window.GroupReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * What parsing the answers of a cycle and joining them costs, against the JSON library that merely
 * reads and tokenises the same bytes: 20 variables, three steps (the newest and the two that are
 * read again), or more, as of a first cycle and of a fit. Methods are run in turn, each time in a
 * JVM of its own with the flags of the image.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
public class ParsingBenchmark {
  private static final int ROUNDS = 3;
  private static final int CAPACITY = 60;

  /** Entities x steps. */
  @Param("5000x3")
  public String size;

  private GroupConfig group;
  private Grid grid;
  private RecordedAnswers answers;
  private GroupReader reader;
  private FrameHistory history;

  @Setup
  public void record() {
    group = Fleet.group(io.kopula.model.Scope.SHARED);
    List<Integer> parts = Stream.of(size.split("x", -1)).map(Integer::valueOf).toList();
    grid = Fleet.until(Instant.now(), parts.get(1));
    answers = new RecordedAnswers(answers(parts.get(0)));
    reader = new GroupReader(answers, Runnable::run);
    history = new FrameHistory(Fleet.VARIABLES, Fleet.STEP, Math.max(CAPACITY, grid.length()));
  }

  @Benchmark
  public long tokenise() throws IOException {
    return answers.tokenise();
  }

  @Benchmark
  public double tokeniseNumbers() throws IOException {
    return answers.tokeniseNumbers();
  }

  @Benchmark
  public int parse() throws SourceException {
    int series = 0;
    for (VariableConfig variable : group.variables()) {
      series +=
          answers
              .queryRange(
                  variable.expression(), grid.time(0), grid.time(grid.length() - 1), Fleet.STEP)
              .series()
              .size();
    }
    return series;
  }

  @Benchmark
  public FrameHistory parseAndAssemble() throws SourceException {
    history.append(reader.read(group, grid));
    return history;
  }

  private Map<String, byte[]> answers(int entities) {
    List<Frame> frames = IntStream.range(0, entities).mapToObj(e -> Fleet.frame(e, grid)).toList();
    List<Integer> sorted =
        IntStream.range(0, entities)
            .boxed()
            .sorted(Comparator.comparing(e -> Fleet.labels(e, 0).get("instance")))
            .toList();
    Map<String, byte[]> recorded = new HashMap<>();
    for (int variable = 0; variable < Fleet.WIDTH; variable++) {
      recorded.put(
          group.variables().get(variable).expression(),
          answer(frames, sorted, variable).getBytes(StandardCharsets.UTF_8));
    }
    return recorded;
  }

  /** As a Prometheus writes it, which sorts series by their labels. */
  private String answer(List<Frame> frames, List<Integer> sorted, int variable) {
    StringBuilder json =
        new StringBuilder(
            "{\"status\":\"success\",\"data\":{\"resultType\":\"matrix\",\"result\":[");
    for (int entity : sorted) {
      json.append(json.charAt(json.length() - 1) == '[' ? "" : ",").append("{\"metric\":{");
      Fleet.labels(entity, variable)
          .forEach(
              (name, value) -> {
                if (!name.equals("__name__") || !Fleet.isRate(variable)) {
                  json.append('"').append(name).append("\":\"").append(value).append("\",");
                }
              });
      json.setLength(json.length() - 1);
      json.append("},\"values\":[");
      for (int step = 0; step < grid.length(); step++) {
        json.append(step == 0 ? "[" : ",[")
            .append(grid.millis(step) / 1000)
            .append(",\"")
            .append(frames.get(entity).value(step, variable))
            .append("\"]");
      }
      json.append("]}");
    }
    return json.append("]}}").toString();
  }

  public static void main(String[] args) throws Exception {
    System.out.println(Machine.describe());
    String sizes = System.getProperty("sizes", "");
    System.out.println(
        "| entities x steps | tokenise, ms | with numbers | parse | parse and assemble |");
    StringBuilder table = new StringBuilder();
    for (String size : (sizes.isEmpty() ? "5000x3,1000x60,50x2880" : sizes).split(",", -1)) {
      Map<String, Timings> found = new HashMap<>();
      for (int round = 0; round < ROUNDS; round++) {
        for (String method : List.of("tokenise", "tokeniseNumbers", "parse", "parseAndAssemble")) {
          found.computeIfAbsent(method, absent -> new Timings()).add(run(method, size));
        }
      }
      double base = found.get("tokenise").median();
      table.append(
          String.format(
              Locale.ROOT,
              "| %s | %.1f | %.1f (%.2f x) | %.1f (%.2f x) | %.1f (%.2f x) |%n",
              size,
              base,
              found.get("tokeniseNumbers").median(),
              found.get("tokeniseNumbers").median() / base,
              found.get("parse").median(),
              found.get("parse").median() / base,
              found.get("parseAndAssemble").median(),
              found.get("parseAndAssemble").median() / base));
    }
    System.out.print(table);
  }

  /** Milliseconds an operation takes. */
  private static double run(String method, String size) throws RunnerException {
    return new Runner(
            new OptionsBuilder()
                .include(ParsingBenchmark.class.getName() + "\\." + method + "$")
                .param("size", size)
                .forks(1)
                .warmupIterations(3)
                .warmupTime(TimeValue.seconds(1))
                .measurementIterations(5)
                .measurementTime(TimeValue.seconds(1))
                .jvmArgs(ImageJvm.FLAGS.toArray(String[]::new))
                .build())
        .runSingle()
        .getPrimaryResult()
        .getScore();
  }
}
