package io.kopula.cli;

import io.kopula.bundle.BundleStore.Bundle;
import io.kopula.collector.Explained;
import io.kopula.collector.ExplanationException;
import io.kopula.collector.Explanations;
import io.kopula.collector.GroupStatus.ModelStatus;
import io.kopula.collector.ModelStorage;
import io.kopula.collector.TensorFlowModels;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.explanation.Explainer;
import io.kopula.scoring.Scorer;
import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import io.kopula.window.GroupReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code explain}: why a score is or was what it is, for people. */
@Command(
    name = "explain",
    description = {
      "Explain the score of one entity at one step: of a group of a configuration file, whose server is"
          + " asked for the values of that time (--config.file, --group), or of a CSV file with a stored"
          + " model (--model, --data)."
    })
final class ExplainCommand implements Callable<Integer> {
  private final ConfigurationReader reader;
  private final SourceOpener sources;
  private final Workbench workbench;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(names = "--config.file", paramLabel = "FILE", description = "The configuration file.")
  private @Nullable Path file;

  @Option(names = "--group", paramLabel = "NAME", description = "The group; with --config.file.")
  private @Nullable String group;

  @Option(
      names = "--model",
      paramLabel = "DIR",
      description = "The folder of a model, or of several versions: the newest is taken.")
  private @Nullable Path model;

  @Option(
      names = "--data",
      paramLabel = "CSV",
      description = "The values, the steps before the explained one included; with --model.")
  private @Nullable Path data;

  @Option(
      names = "--entity",
      paramLabel = "LABEL=VALUE",
      description = "Which entity; once for each label.")
  private Map<String, String> entity = new TreeMap<>();

  @Option(
      names = "--at",
      paramLabel = "TIME",
      description = "RFC 3339; the last step up to then is explained. The newest one without it.")
  private @Nullable String at;

  ExplainCommand(ConfigurationReader reader, SourceOpener sources, Workbench workbench) {
    this.reader = reader;
    this.sources = sources;
    this.workbench = workbench;
  }

  @Override
  public Integer call() throws Exception {
    Explained explained;
    String of;
    if (file != null && group != null && model == null && data == null) {
      of = Entity.of(entity) + " of " + group;
      explained = ofGroup(file, group);
    } else if (model != null && data != null && file == null && group == null) {
      of = data.toString();
      explained = ofFile(model, data);
    } else {
      throw new ParameterException(
          spec.commandLine(), "expected --config.file and --group, or --model and --data");
    }
    PrintWriter console = spec.commandLine().getOut();
    ExplanationText.lines(of, explained).forEach(console::println);
    console.flush();
    explained.warnings().forEach(this::warn);
    return ExitCode.OK;
  }

  private Explained ofGroup(Path configurationFile, String name)
      throws ConfigurationException, CommandFailedException {
    Configuration configuration = reader.read(configurationFile).configuration();
    GroupConfig chosen = ChosenGroup.of(configuration, configurationFile, name);
    Instant newest = workbench.clock().instant().minus(chosen.latencyOffset());
    try (ModelStorage storage = workbench.storage(configuration);
        MetricSource source = sources.open(configuration.datasource())) {
      TensorFlowModels models = workbench.models(storage.bundles());
      GroupReader values = new GroupReader(source, Runnable::run);
      return Explanations.stored(chosen, values, models, storage.feedback())
          .explain(Entity.of(entity).id(), time(newest));
    } catch (ExplanationException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
  }

  private Explained ofFile(Path folder, Path csv) throws CommandFailedException, IOException {
    Bundle bundle = StoredModels.find(folder, spec.commandLine().getErr());
    Frame whole = CsvInput.read("--data", csv);
    try (Scorer scorer = TensorFlowModels.open(bundle)) {
      Frame frame = new ModelFrames(scorer, entity, this::warn).fitting("--data", csv, whole);
      Frame window = window(frame, scorer.spec().window());
      return new Explained(
          new Explainer(scorer).explain(window),
          window,
          new ModelStatus(scorer.version(), scorer.fittedAt()),
          List.of());
    }
  }

  private Frame window(Frame frame, int length) throws CommandFailedException {
    Grid grid = frame.grid();
    Instant last = Grid.floor(time(grid.time(frame.length() - 1)), grid.step());
    if (last.isBefore(grid.time(0)) || last.isAfter(grid.time(frame.length() - 1))) {
      throw new CommandFailedException(
          "--at: expected a time from "
              + grid.time(0)
              + " to "
              + grid.time(frame.length() - 1)
              + ", found "
              + at);
    }
    Duration before = grid.step().multipliedBy(length - 1L);
    return frame.on(Grid.covering(last.minus(before), last, grid.step()));
  }

  private Instant time(Instant newest) {
    if (at == null) {
      return newest;
    }
    try {
      return OffsetDateTime.parse(at).toInstant();
    } catch (DateTimeParseException e) {
      throw new ParameterException(
          spec.commandLine(),
          "--at: expected RFC 3339, such as 2026-11-23T10:00:30Z, found \"" + at + '"',
          e);
    }
  }

  private void warn(String message) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("warning: " + message);
    err.flush();
  }
}
