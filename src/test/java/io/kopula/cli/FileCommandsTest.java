package io.kopula.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.kopula.bundle.BundleStore;
import io.kopula.config.ConfigurationReader;
import io.kopula.model.Hyperparameters;
import io.kopula.model.Latents;
import io.kopula.model.ModelKey;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVRecord;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One real fit on a small file, and what is done with its model on the command line. */
class FileCommandsTest {
  private static final int TRAINED = 9 * SyntheticCsv.PERIOD;
  private static final int TESTED = 2 * SyntheticCsv.PERIOD;
  private static final int BROKEN_FROM = TRAINED + SyntheticCsv.PERIOD + 20;
  private static final int BROKEN_TO = BROKEN_FROM + 20;
  private static final Hyperparameters SMALL =
      new Hyperparameters(
          32, Latents.INNOVATION, 8, List.of(1, 8), 4, 16, 1, 2, 4, 30, 16, 4e-3, 0.1, 7);

  @TempDir private static Path folder;
  private static Path train;
  private static Path test;
  private static Path models;
  private static Output fit;

  private record Output(int code, String out, String err) {}

  @BeforeAll
  static void fit() {
    train = SyntheticCsv.write(folder.resolve("train.csv"), SyntheticCsv.normal(0, TRAINED));
    test =
        SyntheticCsv.write(
            folder.resolve("test.csv"),
            SyntheticCsv.rows(TRAINED, TRAINED + TESTED, BROKEN_FROM, BROKEN_TO));
    models = folder.resolve("models");
    fit =
        run(
            "fit",
            "--data=" + train,
            "--out=" + models,
            "--seasons=2h,1w",
            "--false-alarms-per-week=20");
  }

  private static Output run(String... args) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Workbench workbench = new Workbench(Clock.systemUTC(), SMALL, false);
    Map<String, Object> commands = new LinkedHashMap<>();
    commands.put(
        "fit",
        new FitCommand(
            new ConfigurationReader(name -> null),
            datasource -> {
              throw new AssertionError("no server is asked");
            },
            workbench));
    commands.put("score", new ScoreCommand(workbench));
    commands.put(
        "explain",
        new ExplainCommand(
            new ConfigurationReader(name -> null),
            datasource -> {
              throw new AssertionError("no server is asked");
            },
            workbench));
    commands.put("evaluate", new EvaluateCommand(workbench));
    int code =
        CommandLines.create(commands, new PrintWriter(out), new PrintWriter(err)).execute(args);
    return new Output(code, out.toString(), err.toString());
  }

  private static List<CSVRecord> read(Path file) throws IOException {
    try (var reader = Files.newBufferedReader(file)) {
      return CSVFormat.DEFAULT.builder().setHeader().get().parse(reader).getRecords();
    }
  }

  private static List<CSVRecord> score(Path data, String... more) throws IOException {
    Path scores = folder.resolve("scores").resolve("scores.csv");
    List<String> args =
        new ArrayList<>(List.of("score", "--model=" + models, "--data=" + data, "--out=" + scores));
    args.addAll(List.of(more));
    Output output = run(args.toArray(String[]::new));
    assertThat(output.code()).as(output.err()).isZero();
    return read(scores);
  }

  private static double value(CSVRecord row, String column) {
    return Double.parseDouble(row.get(column));
  }

  @Test
  void aFitTellsWhatItDidAndHowFarItIs() throws Exception {
    assertThat(fit.code()).as(fit.err()).isZero();
    assertThat(fit.out())
        .contains("data: 1080 steps of 1m from 1970-01-01T00:00:00Z to 1970-01-01T17:59:00Z")
        .contains("3 variables")
        .contains("seasons learned: 2h (the data are too short for 1w)")
        .containsPattern("held-back negative log-likelihood: -?\\d+\\.\\d{4} nats a variable")
        .containsPattern("threshold: .* 20 false alarms a week on 324 held-back steps")
        .containsPattern("took \\d+\\.\\d s");
    assertThat(fit.err().lines())
        .contains("fit: done 100 %")
        .anyMatch(line -> line.startsWith("fit: training"));
    try (var versions = Files.list(models.resolve("data/shared"))) {
      assertThat(versions.toList())
          .singleElement()
          .satisfies(version -> assertThat(version.resolve("manifest.json")).exists());
    }
  }

  @Test
  void aStepIsExplained() {
    Output output =
        run(
            "explain",
            "--model=" + models,
            "--data=" + test,
            "--at=" + java.time.Instant.ofEpochSecond(60L * (BROKEN_FROM + 10)));
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(output.out().lines().findFirst().orElse(""))
        .contains(test.toString(), ": score ", ", relations ", "; anomalous, above 1, of kind ");
    assertThat(output.out())
        .contains("variable", "expected, nine of ten", "window of 32 steps of 1m", " nats)")
        .containsPattern(
            "(?m)^\\w+ +\\d+\\.\\d\\d +[\u2588\u2592]+ +[-0-9.]+ +[-0-9.]+ \\([-0-9.]+ to [-0-9.]+\\)$");
  }

  @Test
  void whatCannotBeExplainedSaysWhy() {
    assertThat(run("explain", "--model=" + models).err())
        .contains("expected --config.file and --group, or --model and --data");
    assertThat(run("explain", "--model=" + models, "--data=" + test, "--at=noon").err())
        .contains("--at: expected RFC 3339")
        .contains("found \"noon\"");
    Output late =
        run("explain", "--model=" + models, "--data=" + test, "--at=2036-01-01T00:00:00Z");
    assertThat(late.code()).isEqualTo(ExitCode.FAILED);
    assertThat(late.err()).contains("--at: expected a time from ").contains("found 2036");
  }

  @Test
  void aFitOnTooLittleForTheRateSaysSo(@TempDir Path own) {
    Output rare =
        run(
            "fit",
            "--data=" + train,
            "--out=" + own,
            "--seasons=2h",
            "--false-alarms-per-week=0.1");
    assertThat(rare.code()).as(rare.err()).isZero();
    assertThat(rare.out())
        .contains(
            "threshold: conservative, too little history to fit it to 0.1 false alarms a week on"
                + " 324 held-back steps (expected at least 15d13h20m)");
  }

  @Test
  void everyRowIsScoredAndTheBrokenOnesStandOut() throws Exception {
    List<CSVRecord> rows = score(test, "--context=" + train);
    assertThat(rows).hasSize(TESTED);
    assertThat(rows.get(0).getParser().getHeaderNames())
        .containsExactly(
            "timestamp",
            "score",
            "threshold",
            "coverage",
            "relations",
            "contribution_load",
            "contribution_cpu",
            "contribution_latency");
    double normal = 0;
    double broken = 0;
    for (int i = 0; i < rows.size(); i++) {
      CSVRecord row = rows.get(i);
      assertThat(row.get("timestamp")).isEqualTo("" + (TRAINED + i) * SyntheticCsv.STEP_SECONDS);
      assertThat(value(row, "threshold")).isEqualTo(1);
      assertThat(value(row, "coverage")).isEqualTo(1);
      double score = value(row, "score");
      double sum =
          value(row, "contribution_load")
              + value(row, "contribution_cpu")
              + value(row, "contribution_latency");
      assertThat(sum).isCloseTo(score, within(1e-4 * Math.max(1, score)));
      boolean isBroken = TRAINED + i >= BROKEN_FROM && TRAINED + i < BROKEN_TO;
      normal += isBroken || TRAINED + i >= BROKEN_TO ? 0 : score / (BROKEN_FROM - TRAINED);
      broken += isBroken ? score / (BROKEN_TO - BROKEN_FROM) : 0;
    }
    assertThat(broken).isGreaterThan(1).isGreaterThan(3 * normal);
  }

  @Test
  void aStepIsScoredFromItsPastOnly() throws Exception {
    int known = SyntheticCsv.PERIOD;
    Path shorter =
        SyntheticCsv.write(
            folder.resolve("shorter.csv"), SyntheticCsv.normal(TRAINED, TRAINED + known));
    List<CSVRecord> whole = score(test, "--context=" + train);
    List<CSVRecord> part = score(shorter, "--context=" + train);
    for (int i = 0; i < known; i++) {
      assertThat(value(part.get(i), "score")).isCloseTo(value(whole.get(i), "score"), within(1e-4));
    }
  }

  @Test
  void theContextIsThePastOfTheFirstRowsOnly() throws Exception {
    List<CSVRecord> without = score(test);
    List<CSVRecord> with = score(test, "--context=" + train);
    assertThat(without).hasSize(TESTED);
    assertThat(value(without.get(0), "score")).isNotEqualTo(value(with.get(0), "score"));
    for (int i = SMALL.window(); i < TESTED; i++) {
      assertThat(value(without.get(i), "score"))
          .isCloseTo(value(with.get(i), "score"), within(1e-4));
    }
  }

  @Test
  void aContextOfAnotherTimeIsNamed() {
    Path late = SyntheticCsv.write(folder.resolve("late.csv"), SyntheticCsv.normal(9_000, 9_100));
    Output output =
        run(
            "score",
            "--model=" + models,
            "--data=" + test,
            "--context=" + late,
            "--out=" + folder.resolve("late-scores.csv"));
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(output.err()).contains("warning: --context: expected values just before 1970-01-01");
  }

  @Test
  void columnsGoByNameAndGapsByCoverage() throws Exception {
    StringBuilder text = new StringBuilder("timestamp,latency,other,load,cpu\n");
    SyntheticCsv.normal(TRAINED, TRAINED + TESTED)
        .lines()
        .map(line -> line.split(",", -1))
        .forEach(
            cell -> text.append(String.join(",", cell[0], cell[3], "1", cell[1], "")).append('\n'));
    Path gappy = Files.writeString(folder.resolve("gappy.csv"), text);
    Path scores = folder.resolve("gappy-scores.csv");
    Output output = run("score", "--model=" + models, "--data=" + gappy, "--out=" + scores);
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(output.err()).contains("not known to the model, not used: [other]");
    assertThat(read(scores))
        .hasSize(TESTED)
        .allSatisfy(row -> assertThat(value(row, "coverage")).isCloseTo(2 / 3.0, within(1e-9)));
  }

  @Test
  void aBundleFolderIsAModelToo() throws Exception {
    Path scores = folder.resolve("bundle-scores.csv.gz");
    Output output = run("score", "--model=" + version(), "--data=" + test, "--out=" + scores);
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(Files.readAllBytes(scores)).startsWith(0x1f, 0x8b);
    assertThat(output.out()).contains(TESTED + " steps scored with model ");
  }

  @Test
  void whatDoesNotFitTheModelIsNamed() throws Exception {
    Path out = folder.resolve("unused.csv");
    Path other = Files.writeString(folder.resolve("other.csv"), "timestamp,load\n60,1\n120,2\n");
    assertFails("expected the variables of the model, found none of the name cpu, latency", other);
    Path coarse =
        Files.writeString(
            folder.resolve("coarse.csv"), SyntheticCsv.HEADER + "300,1,1,1\n600,2,2,2\n");
    assertFails("expected the step of the model, 1m, found 5m", coarse);
    Path broken = Files.writeString(folder.resolve("broken.csv"), "timestamp,load\n60,x\n120,2\n");
    assertFails("broken.csv, line 2, column 2 (load): expected a number", broken);
    assertFails("--data: expected a CSV file, found nothing at", folder.resolve("absent.csv"));
    assertThat(out).doesNotExist();
    Output output =
        run("score", "--model=" + folder.resolve("x"), "--data=" + test, "--out=" + out);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err()).startsWith("kopula: --model: expected the folder of a model");
    output =
        run("score", "--model=" + models, "--data=" + test, "--out=" + out, "--entity=service=a");
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err()).contains("--entity: expected one that the model knows ({})");
  }

  private static void assertFails(String message, Path data) {
    Output output =
        run(
            "score",
            "--model=" + models,
            "--data=" + data,
            "--out=" + folder.resolve("unused.csv"));
    assertThat(output.code()).as(output.err()).isEqualTo(1);
    assertThat(output.err()).startsWith("kopula: --data: ").contains(message);
    assertThat(folder.resolve("unused.csv")).doesNotExist();
    assertThat(folder.resolve("unused.csv.part")).doesNotExist();
  }

  @Test
  void tooLittleDataIsAFailureThatSaysSo() {
    Path few = SyntheticCsv.write(folder.resolve("few.csv"), SyntheticCsv.normal(0, 50));
    Path out = folder.resolve("few");
    Output output = run("fit", "--data=" + few, "--out=" + out, "--seasons=none");
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err())
        .contains("kopula: --data: " + few + ": history: expected at least 101 steps, found");
  }

  @Test
  void anEvaluationHasTheModelBesideTheBaselines() throws Exception {
    Path entity = Files.createDirectories(folder.resolve("dataset/shop"));
    SyntheticCsv.write(entity.resolve("train.csv"), SyntheticCsv.normal(0, TRAINED));
    SyntheticCsv.write(
        entity.resolve("test.csv"),
        SyntheticCsv.rows(TRAINED, TRAINED + TESTED, BROKEN_FROM, BROKEN_TO));
    Files.writeString(
        entity.resolve("incidents.csv"),
        "start,end,culprits\n"
            + BROKEN_FROM * SyntheticCsv.STEP_SECONDS
            + ","
            + (BROKEN_TO - 1) * SyntheticCsv.STEP_SECONDS
            + ",cpu\n");
    Path out = folder.resolve("results");
    Output output =
        run(
            "evaluate",
            "--dataset=" + entity.getParent(),
            "--out=" + out,
            "--detectors=kopula,kopula-relations,random",
            "--seasons=2h");
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(output.err())
        .contains("fit {entity=\"shop\"}: training")
        .contains("[3/3] shop random: AUC-PR");
    assertThat(output.out()).contains("AUC-PR").contains("kopula").contains("random");
    JsonNode mean =
        new ObjectMapper().readTree(out.resolve("evaluation.json").toFile()).get("mean");
    assertThat(mean.at("/kopula-relations/auc_pr").asDouble()).isGreaterThan(0.6);
    assertThat(mean.at("/kopula/auc_pr").asDouble())
        .isGreaterThan(0.5)
        .isGreaterThan(mean.at("/random/auc_pr").asDouble());
    assertThat(mean.at("/kopula/first_ranked_share").asDouble()).isEqualTo(1);
    assertThat(output.out()).contains("culprits");
    assertThat(read(out.resolve("scores/shop.csv")))
        .hasSize(TESTED)
        .allSatisfy(row -> assertThat(value(row, "kopula_threshold")).isEqualTo(1));
    assertThat(out.resolve("pictures/shop.svg")).isNotEmptyFile();
  }

  @Test
  void aBrokenVersionIsPassedOverForTheOneBefore() throws Exception {
    Path store = folder.resolve("store");
    Path versions = Files.createDirectories(store.resolve("data/shared"));
    copy(version(), versions.resolve(name(version())));
    Path broken = versions.resolve("99991231T000000.000Z-broken");
    copy(version(), broken);
    Files.writeString(BundleStore.weights(broken), "broken");
    Path scores = folder.resolve("store-scores.csv");
    Output output = run("score", "--model=" + store, "--data=" + test, "--out=" + scores);
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(output.err()).contains("warning: a model is passed over: " + broken + ": weights:");
    output = run("score", "--model=" + broken, "--data=" + test, "--out=" + scores);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err()).startsWith("kopula: --model: " + broken + ": weights: expected SHA-");
  }

  @Test
  void aStoreOfSeveralModelsIsNoModel() throws Exception {
    Path store = folder.resolve("several");
    for (String group : List.of("cart", "shop")) {
      copy(version(), store.resolve(group).resolve("shared").resolve(name(version())));
    }
    Path scores = folder.resolve("several-scores.csv");
    Output output = run("score", "--model=" + store, "--data=" + test, "--out=" + scores);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err())
        .contains("expected versions of one model in " + store + ", found those of 2")
        .contains(store.resolve("cart/shared").toString());
    Path empty = Files.createDirectories(folder.resolve("empty"));
    output = run("score", "--model=" + empty, "--data=" + test, "--out=" + scores);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err()).contains("--model: expected a model, found none in " + empty);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--horizons=none --lags=1 --no-contrastive | 32 | '' | 1",
        "--window=8 --lags=7 --width=2 --heads=1 | 8 | 1 | 7",
      })
  void theOutermostSizesAreFittedAndScored(
      String options, int window, String horizons, int lags, @TempDir Path out) throws Exception {
    List<String> args = new ArrayList<>(List.of("fit", "--data=" + train, "--out=" + out));
    args.addAll(List.of(options.split(" ")));
    Output output = run(args.toArray(String[]::new));
    assertThat(output.code()).as(output.err()).isZero();
    BundleStore store = new BundleStore(out);
    ModelKey key = new ModelKey(FitCommand.CSV_GROUP, null);
    Hyperparameters fitted =
        store.read(store.versions(key).get(0)).manifest().spec().hyperparameters();
    assertThat(fitted.window()).isEqualTo(window);
    assertThat(fitted.horizons().stream().map(String::valueOf).collect(Collectors.joining(",")))
        .isEqualTo(horizons);
    assertThat(fitted.lags()).isEqualTo(lags);
    Path scores = out.resolve("scores.csv");
    output = run("score", "--model=" + out, "--data=" + test, "--out=" + scores);
    assertThat(output.code()).as(output.err()).isZero();
    assertThat(read(scores)).hasSizeGreaterThan(TESTED - 32);
  }

  @Test
  void wrongOptionsAreUsageErrors() {
    String data = "--data=" + train;
    for (String[] args :
        new String[][] {
          {"fit", data},
          {"fit", data, "--out=x", "--group=shop"},
          {"fit", "--config.file=x", "--group=shop", "--window=24"},
          {"fit", "--config.file=x", "--group=shop", "--horizons=1"},
          {"fit", "--config.file=x", "--group=shop", "--no-contrastive"},
          {"fit", data, "--out=x", "--window=1"},
          {"fit", data, "--out=x", "--window=24", "--horizons=24"},
          {"score", "--model=x", data},
          {"evaluate", "--dataset=x"},
          {"evaluate", "--dataset=x", "--out=y", "--suite=other"},
          {"evaluate", "--dataset=x", "--out=y", "--threads=0"},
          {"evaluate", "--dataset=x", "--out=y", "--no-baselines", "--detectors=random"},
          {"evaluate", "--dataset=x", "--out=y", "--detectors=unheard-of"},
          {"evaluate", "--dataset=x", "--out=y", "--detectors=random,random"},
        }) {
      Output output = run(args);
      assertThat(output.code()).as(String.join(" ", args)).isEqualTo(2);
      assertThat(output.err()).as(String.join(" ", args)).startsWith("kopula: ");
    }
  }

  @Test
  void whereResultsGoIsLookedAtBeforeTheWork() {
    Output output = run("fit", "--data=" + train, "--out=" + test);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err())
        .isEqualToIgnoringNewLines("kopula: --out: expected a folder, found a file at " + test);
    output = run("score", "--model=" + models, "--data=" + test, "--out=" + folder);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err()).startsWith("kopula: --out: expected a file, found a folder at ");
    output = run("evaluate", "--dataset=" + folder, "--out=" + test.resolve("below"));
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err())
        .startsWith("kopula: --out: expected a path that may be written, found " + test);
  }

  @Test
  void anAbsentDatasetIsAFailure() {
    Output output = run("evaluate", "--dataset=" + folder.resolve("x"), "--out=" + folder);
    assertThat(output.code()).isEqualTo(1);
    assertThat(output.err())
        .startsWith(
            "kopula: --dataset: " + folder.resolve("x") + ": expected a folder, found none");
  }

  private static Path version() throws IOException {
    try (var versions = Files.list(models.resolve("data/shared"))) {
      return versions.findFirst().orElseThrow();
    }
  }

  private static String name(Path path) {
    return path.getFileName().toString();
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (var files = Files.walk(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path target = to.resolve(from.relativize(file));
        Files.createDirectories(target.getParent());
        Files.copy(file, target);
      }
    }
  }
}
