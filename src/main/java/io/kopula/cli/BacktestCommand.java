package io.kopula.cli;

import io.kopula.Version;
import io.kopula.backtest.BacktestException;
import io.kopula.backtest.BacktestFiles;
import io.kopula.backtest.BacktestResult;
import io.kopula.backtest.BacktestTable;
import io.kopula.backtest.GroupBacktest;
import io.kopula.backtest.GroupResult;
import io.kopula.backtest.QueryMeter;
import io.kopula.bundle.BundleStore;
import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.GroupConfig;
import io.kopula.config.PrometheusDuration;
import io.kopula.series.Grid;
import io.kopula.source.MetricSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code backtest}: what would have fired, so that a user can decide to switch alerts on. */
@Command(
    name = "backtest",
    description = {
      "Tell what would have fired in a range of the past: which entities, when, for how long, which"
          + " culprits, how many alarms a week, at what cost.",
      "Each group's models are fitted on the fit.window before --from, so never on what they score, and"
          + " are thrown away afterwards: those in model_dir are neither used nor touched.",
      "Exits with 0 if every group was scored, 1 if not, 2 if the command line is wrong."
    })
final class BacktestCommand implements Callable<Integer> {
  private final ConfigurationReader reader;
  private final MeteredSourceOpener sources;
  private final Workbench workbench;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config.file",
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private Path file = Path.of("");

  @Option(
      names = "--group",
      paramLabel = "NAME",
      description = "A group, once for each; all without it.")
  private List<String> names = new ArrayList<>();

  @Option(
      names = "--from",
      paramLabel = "TIME",
      defaultValue = "7d",
      description =
          "The first step: RFC 3339, or how long ago, such as 36h. Default: ${DEFAULT-VALUE}.")
  private String from = "";

  @Option(
      names = "--to",
      paramLabel = "TIME",
      defaultValue = "0",
      description = "The last step, likewise. The newest one without it.")
  private String to = "";

  @Option(
      names = "--refit",
      arity = "0..1",
      fallbackValue = "true",
      defaultValue = "false",
      paramLabel = "true|false",
      description =
          "Fit anew at each fit.every of the range, on what lay before, as the server does; takes a"
              + " fit for each. One fit without it.")
  private boolean refit;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where backtest.json and backtest.html go, a page that needs nothing else.")
  private @Nullable Path out;

  BacktestCommand(ConfigurationReader reader, MeteredSourceOpener sources, Workbench workbench) {
    this.reader = reader;
    this.sources = sources;
    this.workbench = workbench;
  }

  @Override
  public Integer call()
      throws ConfigurationException, CommandFailedException, IOException, InterruptedException {
    Instant now = workbench.clock().instant();
    Instant first = time("--from", from, now);
    Instant last = time("--to", to, now);
    if (!first.isBefore(last) || last.isAfter(now)) {
      throw new ParameterException(
          spec.commandLine(),
          "--from, --to: expected a range of the past, found " + first + " to " + last);
    }
    Configuration configuration = reader.read(file).configuration();
    List<GroupConfig> groups = ChosenGroup.of(configuration, file, names);
    if (out != null) {
      OutputPath.requireFolder("--out", out);
    }
    List<GroupResult> results = run(configuration, groups, first, last, now);
    BacktestResult result = new BacktestResult(Version.CURRENT, first, last, refit, results);
    print(result);
    return result.isScored() ? ExitCode.OK : ExitCode.FAILED;
  }

  private List<GroupResult> run(
      Configuration configuration,
      List<GroupConfig> groups,
      Instant first,
      Instant last,
      Instant now)
      throws CommandFailedException, IOException, InterruptedException {
    List<Grid> ranges = new ArrayList<>();
    for (GroupConfig group : groups) {
      ranges.add(range(group, first, last, now));
    }
    List<GroupResult> results = new ArrayList<>();
    QueryMeter meter = new QueryMeter();
    try (TemporaryFolder models = TemporaryFolder.create();
        MetricSource source = sources.open(configuration.datasource(), meter);
        ProgressLine progress = workbench.progress(err())) {
      for (int i = 0; i < groups.size(); i++) {
        GroupConfig group = groups.get(i);
        results.add(
            new GroupBacktest(
                    group,
                    ranges.get(i),
                    source,
                    meter,
                    workbench.models(new BundleStore(models.path())),
                    workbench.clock())
                .run(refit, progress.of("backtest " + group.name())));
      }
    } catch (BacktestException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
    return results;
  }

  /** The steps of the range that a server would have scored by now. */
  private static Grid range(GroupConfig group, Instant first, Instant last, Instant now)
      throws CommandFailedException {
    Instant newest = now.minus(group.latencyOffset());
    Grid range = Grid.covering(first, last.isAfter(newest) ? newest : last, group.step());
    if (range.length() == 0) {
      throw new CommandFailedException(
          "--from, --to: expected a step of group "
              + group.name()
              + " ("
              + PrometheusDuration.format(group.step())
              + "), found none from "
              + first
              + " to "
              + last);
    }
    return range;
  }

  private void print(BacktestResult result) throws IOException {
    PrintWriter console = spec.commandLine().getOut();
    BacktestTable.lines(result).forEach(console::println);
    if (out != null) {
      BacktestFiles.write(result, out);
      console.println();
      console.println("written: " + out.resolve("backtest.html") + ", backtest.json");
    }
    console.flush();
    for (GroupResult group : result.groups()) {
      if (!group.isScored()) {
        err()
            .println(
                "kopula: "
                    + group.group().name()
                    + ": expected history to fit on before "
                    + group.range().time(0)
                    + ", found "
                    + (group.failed().isEmpty() ? "too little" : "a fit that failed"));
      }
    }
    err().flush();
  }

  private Instant time(String option, String text, Instant now) {
    try {
      return PointInTime.parse(option, text, now);
    } catch (IllegalArgumentException e) {
      throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
    }
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }
}
