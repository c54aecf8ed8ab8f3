package io.kopula.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A real Prometheus. Its address, configuration and data outlive {@link #stop()} and {@link
 * #kill()}, so that it can come back.
 */
public final class PrometheusServer implements AutoCloseable {
  private final Path program;
  private final Path folder;
  private final int port = Servers.freePort();
  private final List<String> arguments;
  private ServerProcess process;

  private PrometheusServer(Path program, Path folder, List<String> arguments) {
    this.program = program;
    this.folder = folder;
    this.arguments = arguments;
  }

  /** What a server starts with. */
  public static final class Builder {
    private final Path program = Servers.require("prometheus");
    private final Path folder = Servers.folder("prometheus");
    private final List<String> arguments = new ArrayList<>();
    private String config = "global: {scrape_interval: 1s, evaluation_interval: 1s}\n";

    /** Text of its configuration file. */
    public Builder config(String yaml) {
      config = yaml;
      return this;
    }

    /** A further file beside the configuration file, such as rules. */
    public Builder file(String name, String text) {
      Servers.write(folder.resolve(name), text);
      return this;
    }

    /**
     * History, loaded before the start.
     *
     * @param text samples with times in seconds; must end with {@code # EOF}
     */
    public Builder backfill(String text) {
      Path file = folder.resolve("backfill-" + arguments.size() + ".txt");
      Servers.write(file, text);
      return backfill(file);
    }

    /** As above, from a file. */
    public Builder backfill(Path openMetrics) {
      Commands.run(
          Servers.require("promtool").toString(),
          "tsdb",
          "create-blocks-from",
          "openmetrics",
          openMetrics.toString(),
          folder.resolve("data").toString());
      return this;
    }

    /** Takes samples by remote write. */
    public Builder remoteWrite() {
      return argument("--web.enable-remote-write-receiver");
    }

    /** A further argument, such as {@code --storage.tsdb.retention.time=10y}. */
    public Builder argument(String argument) {
      arguments.add(argument);
      return this;
    }

    public PrometheusServer start() {
      PrometheusServer server = new PrometheusServer(program, folder, List.copyOf(arguments));
      Servers.write(server.configFile(), config);
      server.start();
      return server;
    }
  }

  public static Builder builder() {
    return new Builder();
  }

  /** Starts it, again after it was stopped, at the same address with the same data. */
  public void start() {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("--config.file=" + configFile());
    command.add("--storage.tsdb.path=" + folder.resolve("data"));
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.add("--web.enable-lifecycle");
    command.addAll(arguments);
    process =
        ServerProcess.start(
            "prometheus", command, folder.resolve("prometheus.log"), url().resolve("/-/ready"));
  }

  /** Replaces its configuration and has it read. */
  public void reload(String yaml) {
    Servers.write(configFile(), yaml);
    Http.post(url().resolve("/-/reload"), "");
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public Path folder() {
    return folder;
  }

  public ServerProcess process() {
    return process;
  }

  public void stop() {
    process.stop();
  }

  public void kill() {
    process.kill();
  }

  private Path configFile() {
    return folder.resolve("prometheus.yml");
  }

  @Override
  public void close() {
    process.close();
    Servers.delete(folder);
  }
}
