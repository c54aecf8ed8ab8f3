package io.kopula.cli;

import io.kopula.bundle.BundleStore;
import io.kopula.evaluation.Baselines;
import io.kopula.evaluation.DataException;
import io.kopula.evaluation.Dataset;
import io.kopula.evaluation.Datasets;
import io.kopula.evaluation.DependenceSuite;
import io.kopula.evaluation.Detector;
import io.kopula.evaluation.Evaluation;
import io.kopula.evaluation.EvaluationConsole;
import io.kopula.evaluation.EvaluationFiles;
import io.kopula.evaluation.EvaluationOptions;
import io.kopula.evaluation.EvaluationReport;
import io.kopula.evaluation.EvaluationTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code evaluate}: measures the model, and simple detectors beside it, on labelled data. */
@Command(
    name = "evaluate",
    description = {
      "Fit on labelled data's train part, score its test part, and compare with the incidents.",
      "Prints a table of detection and one of culprits; writes evaluation.json, scores/ and pictures/."
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final String DEPENDENCE = "dependence";

  private final Workbench workbench;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--dataset",
      required = true,
      paramLabel = "DIR",
      description =
          "A folder with train.csv[.gz], test.csv[.gz] and incidents.csv, or a folder of such"
              + " folders.")
  private Path dataset = Path.of("");

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIR",
      description = "Where the results go.")
  private Path out = Path.of("");

  @Option(
      names = "--suite",
      paramLabel = DEPENDENCE,
      description =
          "Instead of the labelled incidents, put incidents into the train part that break only"
              + " how variables go together. kopula is then the score of relations, and"
              + " kopula-joint that of all values.")
  private @Nullable String suite;

  @Option(
      names = "--detectors",
      paramLabel = "NAME",
      split = ",",
      description =
          "Which detectors to run, such as kopula,random, in this order; all if left out.")
  private List<String> names = new ArrayList<>();

  @Option(names = "--no-baselines", description = "Run the model only.")
  private boolean noBaselines;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Entities evaluated at a time; ${DEFAULT-VALUE} if left out.")
  private int threads = 1;

  @Mixin private ModelOptions model = new ModelOptions();

  EvaluateCommand(Workbench workbench) {
    this.workbench = workbench;
  }

  @Override
  public Integer call() throws CommandFailedException, IOException, InterruptedException {
    checkOptions();
    OutputPath.requireFolder("--out", out);
    try (TemporaryFolder models = TemporaryFolder.create()) {
      List<Detector> detectors = chosen(new BundleStore(models.path()));
      return evaluate(open(), detectors);
    } catch (DataException e) {
      throw new CommandFailedException("--dataset: " + e.getMessage(), e);
    }
  }

  private void checkOptions() {
    model.check();
    if (suite != null && !suite.equals(DEPENDENCE)) {
      throw problem("--suite: expected " + DEPENDENCE + ", found \"" + suite + '"');
    }
    if (threads < 1) {
      throw problem("--threads: expected 1 or more, found " + threads);
    }
    if (noBaselines && !names.isEmpty()) {
      throw problem("--no-baselines: expected without --detectors, found both");
    }
  }

  private Dataset open() throws IOException {
    Dataset opened = Datasets.open(dataset);
    return suite == null ? opened : new DependenceSuite(opened, workbench.hyperparameters().seed());
  }

  private List<Detector> chosen(BundleStore store) {
    Map<String, Detector> known = new LinkedHashMap<>();
    KopulaDetector kopula =
        new KopulaDetector(
            workbench.models(store),
            train ->
                model.spec(train.variables(), train.grid().step(), workbench.hyperparameters()),
            train -> progress().of("fit " + train.entity()),
            suite != null);
    known.put(kopula.name(), kopula);
    known.put(kopula.other().name(), kopula.other());
    if (noBaselines) {
      return List.copyOf(known.values());
    }
    for (Detector baseline : Baselines.all(workbench.hyperparameters().seed())) {
      known.put(baseline.name(), baseline);
    }
    List<Detector> detectors = new ArrayList<>();
    for (String name : names.isEmpty() ? List.copyOf(known.keySet()) : names) {
      Detector detector = known.get(name);
      if (detector == null || detectors.contains(detector)) {
        throw problem(
            "--detectors: expected some of "
                + String.join(", ", known.keySet())
                + ", each once, found \""
                + String.join(",", names)
                + '"');
      }
      detectors.add(detector);
    }
    return detectors;
  }

  /** Lines, since those of finished entities come between them. */
  private ProgressLine progress() {
    return new ProgressLine(spec.commandLine().getErr(), false);
  }

  private int evaluate(Dataset data, List<Detector> detectors)
      throws IOException, InterruptedException {
    EvaluationOptions options =
        new EvaluationOptions(
            threads, EvaluationOptions.DEFAULT.buffer(), model.falseAlarmsPerWeek());
    EvaluationFiles files = new EvaluationFiles(out);
    EvaluationReport report =
        new Evaluation(detectors, options, System::nanoTime)
            .run(data, new EvaluationConsole(spec.commandLine().getErr(), files));
    files.write(report);
    PrintWriter console = spec.commandLine().getOut();
    console.print(EvaluationTable.render(report));
    console.println("results of " + data.name() + " in " + out);
    console.flush();
    return report.failures().isEmpty() ? ExitCode.OK : ExitCode.FAILED;
  }

  private ParameterException problem(String message) {
    return new ParameterException(spec.commandLine(), message);
  }
}
