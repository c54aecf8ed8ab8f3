package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.config.ExpressionCheck;
import io.kopula.config.ExpressionReport;
import io.kopula.config.ParsedConfiguration;
import io.kopula.source.MetricSource;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code check config FILE}: tells everything that is wrong with a configuration file. */
@Command(name = "check", description = "Check files before they are used.")
final class CheckCommand implements Runnable {
  private final ConfigurationReader reader;
  private final SourceOpener sources;
  private final Clock clock;

  @Spec private CommandSpec spec = CommandSpec.create();

  CheckCommand(ConfigurationReader reader, SourceOpener sources, Clock clock) {
    this.reader = reader;
    this.sources = sources;
    this.clock = clock;
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "expected what to check: config FILE");
  }

  @Command(
      name = "config",
      description = {
        "Check a configuration file and, where the server is reachable, its expressions.",
        "Exits with 0 if it is valid, 1 if it is not, 2 if the command line is wrong."
      })
  int config(
      @Parameters(paramLabel = "FILE", description = "The configuration file.") Path file,
      @Option(names = "--offline", description = "Do not ask the server.") boolean offline)
      throws ConfigurationException {
    PrintWriter err = spec.commandLine().getErr();
    ParsedConfiguration parsed = reader.read(file);
    ExpressionReport report =
        offline ? new ExpressionReport(List.of(), List.of(), Map.of()) : ask(parsed);
    report.warnings().forEach(warning -> err.println("warning: " + warning));
    CalibrationCheck.of(parsed).forEach(warning -> err.println("warning: " + warning));
    err.flush();
    if (!report.problems().isEmpty()) {
      throw new ConfigurationException(report.problems());
    }
    print(file, parsed.configuration(), report.entities());
    return ExitCode.OK;
  }

  private ExpressionReport ask(ParsedConfiguration parsed) {
    try (MetricSource source = sources.open(parsed.configuration().datasource())) {
      return ExpressionCheck.of(source, parsed, clock.instant());
    }
  }

  private void print(Path file, Configuration configuration, Map<String, Integer> entities) {
    PrintWriter out = spec.commandLine().getOut();
    out.println(file + " is valid");
    ConfigurationSummary.lines(configuration, entities).forEach(out::println);
    out.flush();
  }
}
