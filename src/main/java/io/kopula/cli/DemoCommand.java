package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.demo.DemoRun;
import java.io.IOException;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code demo}: the running collector on a simulated shop, with nothing else installed. */
@Command(
    name = "demo",
    description = "Watch a small simulated shop: learn its normal life, then find its incidents.")
final class DemoCommand implements Callable<Integer> {
  private final ConfigurationReader reader;
  private final Server server;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--web.listen-address",
      paramLabel = "[HOST]:PORT",
      defaultValue = "127.0.0.1:9876",
      description = "Where metrics and the API are served; ${DEFAULT-VALUE} if left out.")
  private String listenAddress = "127.0.0.1:9876";

  DemoCommand(ConfigurationReader reader, Server server) {
    this.reader = reader;
    this.server = server;
  }

  /** Runs the process until it is told to stop. */
  @FunctionalInterface
  interface Server {
    /**
     * Runs it.
     *
     * @param properties settings of the process
     * @param demo what is told on the console meanwhile
     * @return its exit code
     */
    int run(Map<String, String> properties, DemoRun demo);
  }

  @Override
  public Integer call() throws ConfigurationException, IOException {
    @Nullable ListenAddress address = ListenAddress.option(spec, listenAddress);
    try (DemoRun demo =
        DemoRun.start(Clock.systemUTC(), line -> spec.commandLine().getOut().println(line))) {
      Configuration configuration = reader.read(demo.configurationFile()).configuration();
      Map<String, String> properties =
          ServerProperties.of(demo.configurationFile(), configuration, address);
      return server.run(properties, demo);
    }
  }
}
