package io.kopula.cli;

import io.kopula.config.Configuration;
import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationReader;
import io.kopula.sharing.ReplicaName;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code serve}: reads, scores and exports until it is stopped. */
@Command(name = "serve", description = "Watch the groups of a configuration file.")
final class ServeCommand implements Callable<Integer> {
  private final ConfigurationReader reader;
  private final Server server;

  @Spec private CommandSpec spec = CommandSpec.create();

  @Option(
      names = "--config.file",
      required = true,
      paramLabel = "FILE",
      description = "The configuration file.")
  private @Nullable Path file;

  @Option(
      names = "--web.listen-address",
      paramLabel = "[HOST]:PORT",
      description = "Where metrics and the API are served; :9876 if left out.")
  private @Nullable String listenAddress;

  @Option(
      names = "--web.enable-lifecycle",
      description = "Reload the configuration on POST /-/reload, whoever sends it.")
  private boolean lifecycle;

  @Option(
      names = "--replica",
      paramLabel = "NAME",
      defaultValue = "${env:KOPULA_REPLICA}",
      description = {
        "This process's name among several that share the entities and the model_dir: any text and a",
        "number of its own, as the pods of a StatefulSet have, such as kopula-2. The environment's",
        "KOPULA_REPLICA if left out; where that is missing, too, the process does all."
      })
  private @Nullable String replica;

  ServeCommand(ConfigurationReader reader, Server server) {
    this.reader = reader;
    this.server = server;
  }

  /** Runs the process until it is told to stop. */
  @FunctionalInterface
  interface Server {
    /**
     * @param properties settings of the process
     * @return its exit code
     */
    int run(Map<String, String> properties);
  }

  @Override
  public Integer call() throws ConfigurationException {
    if (file == null) {
      throw new ParameterException(spec.commandLine(), "--config.file: expected a file");
    }
    ListenAddress address = ListenAddress.option(spec, listenAddress);
    Configuration configuration = reader.read(file).configuration();
    Map<String, String> properties = ServerProperties.of(file, configuration, address);
    if (lifecycle) {
      properties.put(ServerProperties.LIFECYCLE, "true");
    }
    if (replica != null && !replica.isEmpty()) {
      try {
        properties.put(ServerProperties.REPLICA, ReplicaName.of(replica).toString());
      } catch (IllegalArgumentException e) {
        throw new ParameterException(spec.commandLine(), "--replica: " + e.getMessage(), e);
      }
    }
    return server.run(properties);
  }
}
