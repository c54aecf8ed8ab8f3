package io.kopula.cli;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.collector.TensorFlowModels;
import io.kopula.scoring.Scorer;
import io.kopula.scoring.StepScores;
import io.kopula.series.Frame;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code score}: scores a CSV file with a stored model. */
@Command(
    name = "score",
    description = "Score every row of a CSV file with a stored model, from it and its past only.")
final class ScoreCommand implements Callable<Integer> {
  private final Workbench workbench;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--model",
      required = true,
      paramLabel = "DIR",
      description = "The folder of a model, or of several versions: the newest is taken.")
  private Path model = Path.of("");

  @Option(
      names = "--data",
      required = true,
      paramLabel = "CSV",
      description = "What is scored: timestamp,<variable>…; plain or gzip.")
  private Path data = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "CSV",
      description = "Where the scores go; gzip where it ends in .gz.")
  private Path out = Path.of("");

  @Option(
      names = "--context",
      paramLabel = "CSV",
      description = "What was before --data: the past of its first rows.")
  private @Nullable Path context;

  @Option(
      names = "--entity",
      paramLabel = "LABEL=VALUE",
      description = "Which entity it is, for a model that knows several; once for each label.")
  private Map<String, String> entity = new TreeMap<>();

  ScoreCommand(Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public Integer call() throws CommandFailedException, IOException, InterruptedException {
    OutputPath.requireFile("--out", out);
    Bundle bundle = StoredModels.find(model, err());
    Frame whole = CsvInput.read("--data", data);
    @Nullable Frame before = context == null ? null : CsvInput.read("--context", context);
    try (Scorer scorer = TensorFlowModels.open(bundle)) {
      ModelFrames frames = new ModelFrames(scorer, entity, this::warn);
      Frame frame = frames.fitting("--data", data, whole);
      @Nullable Frame past =
          context == null || before == null ? null : frames.fitting("--context", context, before);
      StepScores scores = new StepScores(scorer);
      if (past != null && scores.stepsOf(past, frame) == 0) {
        warn(
            "--context: expected values just before "
                + frame.grid().time(0)
                + ", where --data begins, found none: it is not used");
      }
      int anomalous = write(scores, past, frame, scorer.spec().variables());
      PrintWriter console = spec.commandLine().getOut();
      console.println(
          out
              + ": "
              + frame.length()
              + " steps scored with model "
              + scorer.version()
              + ", "
              + anomalous
              + " above the threshold");
      console.flush();
      return ExitCode.OK;
    }
  }

  private int write(StepScores scores, @Nullable Frame past, Frame frame, List<String> variables)
      throws IOException, InterruptedException {
    int[] anomalous = {0};
    try (ProgressLine progress = workbench.progress(err());
        ScoreFile file = new ScoreFile(out, variables)) {
      scores.score(
          past,
          frame,
          progress.of("score"),
          (score, window) -> {
            anomalous[0] += score.isAnomalous() ? 1 : 0;
            file.write(score);
          });
      file.commit();
    }
    return anomalous[0];
  }

  private void warn(String message) {
    err().println("warning: " + message);
    err().flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
