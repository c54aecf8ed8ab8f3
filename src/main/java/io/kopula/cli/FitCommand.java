package io.kopula.cli;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.collector.GroupFit;
import io.kopula.collector.ModelStorage;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.model.ModelKey;
import io.kopula.model.ModelSpec;
import io.kopula.scoring.FitException;
import io.kopula.series.Frame;
import io.kopula.source.MetricSource;
import io.kopula.source.SourceException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code fit}: fits models once, on a CSV file or on the history of a configured group. */
@Command(
    name = "fit",
    description = {
      "Fit a model and store it: on a CSV file (--data, --out), or on the history of a group of a"
          + " configuration file (--config.file, --group), or of each, where the server finds it."
    })
final class FitCommand implements Callable<Integer> {
  /** Group of models that are fitted on files. */
  static final String CSV_GROUP = "data";

  private final ConfigurationReader reader;
  private final SourceOpener sources;
  private final Workbench workbench;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--data",
      paramLabel = "CSV",
      description = "The training data: timestamp,<variable>…; plain or gzip.")
  private @Nullable Path data;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "The folder of models that it is stored in; with --data.")
  private @Nullable Path out;

  @Option(names = "--config.file", paramLabel = "FILE", description = "The configuration file.")
  private @Nullable Path file;

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "A group, several if repeated, all if left out; with --config.file.")
  private List<String> groups = new ArrayList<>();

  @Mixin private ModelOptions model = new ModelOptions();

  FitCommand(ConfigurationReader reader, SourceOpener sources, Workbench workbench) {
    this.reader = reader;
    this.sources = sources;
    this.workbench = workbench;
  }

  @Override
  public Integer call() throws Exception {
    if (data != null && out != null && file == null && groups.isEmpty()) {
      return fitFile(data, out);
    }
    if (file != null && data == null && out == null) {
      rejectModelOptions();
      return fitGroups(file);
    }
    throw new ParameterException(spec.commandLine(), "expected --data and --out, or --config.file");
  }

  private void rejectModelOptions() {
    for (String name : ModelOptions.NAMES) {
      if (spec.commandLine().getParseResult().hasMatchedOption(name)) {
        throw new ParameterException(
            spec.commandLine(), name + ": expected only with --data; the file says it of a group");
      }
    }
  }

  private int fitFile(Path csv, Path folder)
      throws CommandFailedException, IOException, InterruptedException {
    model.check();
    OutputPath.requireFolder("--out", folder);
    Frame frame = CsvInput.read("--data", csv);
    ModelSpec wanted =
        model.spec(frame.variables(), frame.grid().step(), workbench.hyperparameters());
    ModelKey key = new ModelKey(CSV_GROUP, null);
    BundleStore store = new BundleStore(folder);
    Instant started = workbench.clock().instant();
    try (ProgressLine progress = workbench.progress(err())) {
      workbench.models(store).fit(key, wanted, List.of(frame), progress.of("fit")).close();
    } catch (FitException e) {
      throw new CommandFailedException("--data: " + csv + ": " + e.getMessage(), e);
    }
    Duration took = Duration.between(started, workbench.clock().instant());
    print(store, key, wanted.seasons(), took);
    return ExitCode.OK;
  }

  private int fitGroups(Path configurationFile)
      throws ConfigurationException, CommandFailedException, IOException, InterruptedException {
    Configuration configuration = reader.read(configurationFile).configuration();
    List<GroupConfig> chosen = ChosenGroup.of(configuration, configurationFile, groups);
    OutputPath.requireFolder("model_dir", configuration.modelDir());
    int worst = ExitCode.OK;
    @Nullable CommandFailedException failure = null;
    try (ModelStorage storage = workbench.storage(configuration)) {
      for (GroupConfig group : chosen) {
        try {
          worst = Math.max(worst, fitGroup(configuration, storage.bundles(), group));
        } catch (CommandFailedException e) { // the other groups are fitted all the same
          if (failure != null) {
            err().println("kopula: " + failure.getMessage());
            err().flush();
          }
          failure = e;
        }
      }
    }
    if (failure != null) {
      throw failure;
    }
    return worst;
  }

  private int fitGroup(Configuration configuration, BundleStore store, GroupConfig chosen)
      throws CommandFailedException, IOException, InterruptedException {
    TensorFlowModels models = workbench.models(store);
    GroupFit.Result result;
    try (MetricSource source = sources.open(configuration.datasource());
        ProgressLine progress = workbench.progress(err())) {
      result =
          new GroupFit(chosen, source, models, workbench.clock())
              .run(key -> progress.of("fit " + key));
    } catch (SourceException e) {
      throw new CommandFailedException(
          "datasource.url: expected the history of group "
              + chosen.name()
              + ", found "
              + e.kind().label()
              + ": "
              + e.getMessage(),
          e);
    }
    return print(store, chosen, result);
  }

  private int print(BundleStore store, GroupConfig chosen, GroupFit.Result result)
      throws IOException {
    boolean shared = true;
    for (var fitted : result.fitted().entrySet()) {
      print(store, fitted.getKey(), chosen.seasons(), fitted.getValue());
      if (!store.isShared(fitted.getKey())) {
        shared = false;
        err().println("kopula: " + fitted.getKey() + ": is in model_dir, not in object_store");
      }
    }
    int needed = chosen.fit().minPoints();
    result
        .young()
        .forEach(
            (entity, points) ->
                err()
                    .println(
                        "warning: "
                            + chosen.name()
                            + entity
                            + ": left out, expected at least "
                            + needed
                            + " steps with values (fit.min_points), found "
                            + points));
    result
        .failed()
        .forEach((key, reason) -> err().println("kopula: " + key + ": " + reason.getMessage()));
    if (result.fitted().isEmpty() && result.failed().isEmpty()) {
      err().println("kopula: " + chosen.name() + ": expected history to fit on, found too little");
    }
    err().flush();
    return shared && result.failed().isEmpty() && !result.fitted().isEmpty()
        ? ExitCode.OK
        : ExitCode.FAILED;
  }

  private void print(BundleStore store, ModelKey key, List<Duration> wanted, Duration took)
      throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    Bundle newest = store.read(store.versions(key).get(0));
    FitSummary.lines(newest, wanted, took).forEach(console::println);
    console.flush();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
