package io.kopula.cli;

import io.kopula.config.ConfigurationException;
import java.io.PrintWriter;
import java.util.Map;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** Puts commands together with what all share: help, version, exit codes and how errors print. */
final class CommandLines {
  private CommandLines() {}

  /**
   * @param commands by their names
   */
  static CommandLine create(Map<String, Object> commands, PrintWriter out, PrintWriter err) {
    KopulaCommand root = new KopulaCommand();
    CommandLine line = new CommandLine(root);
    commands.forEach(line::addSubcommand);
    return line.setOut(out)
        .setErr(err)
        .setUsageHelpAutoWidth(false)
        .setParameterExceptionHandler(CommandLines::onUsageError)
        .setExecutionExceptionHandler((e, at, parsed) -> onFailure(e, at, root.isVerbose()));
  }

  private static int onUsageError(ParameterException e, String[] args) {
    CommandLine at = e.getCommandLine();
    PrintWriter err = at.getErr();
    err.println("kopula: " + e.getMessage());
    if (!CommandLine.UnmatchedArgumentException.printSuggestions(e, err)) {
      err.println();
      at.usage(err);
    }
    err.flush();
    return ExitCode.USAGE;
  }

  private static int onFailure(Exception e, CommandLine at, boolean verbose) {
    PrintWriter err = at.getErr();
    if (verbose) {
      e.printStackTrace(err);
    } else if (e instanceof ConfigurationException broken) {
      err.println(broken.getMessage());
      int count = broken.problems().size();
      err.println(count == 1 ? "1 problem" : count + " problems");
    } else if (e instanceof CommandFailedException) {
      err.println("kopula: " + e.getMessage());
    } else {
      err.println("kopula: " + e + " (--verbose shows where)");
    }
    err.flush();
    return ExitCode.FAILED;
  }
}
