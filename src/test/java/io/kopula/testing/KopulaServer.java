package io.kopula.testing;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The packaged application as a process of its own. Address and models outlive a stop. */
public final class KopulaServer implements AutoCloseable {
  private final Path folder = Servers.folder("kopula");
  private final int port = Servers.freePort();
  private final Path jar;
  private List<String> arguments = List.of();
  private List<String> flags = List.of();
  private Map<String, String> environment = Map.of();
  private ServerProcess process;

  private KopulaServer() {
    jar = packaged();
  }

  /** The packaged application; skips the test where it has not been packaged. */
  public static Path packaged() {
    Path jar = Path.of(System.getProperty("kopula.jar", "target/quarkus-app/quarkus-run.jar"));
    if (!Files.exists(jar)) {
      throw Servers.missing("the packaged application: " + jar);
    }
    return jar.toAbsolutePath();
  }

  /**
   * Starts the application and waits until it is alive, which it is before it has a model.
   *
   * @param config text of its configuration file; {@code MODELS} stands for a folder of its own
   */
  public static KopulaServer start(String config) {
    return start(config, new String[0]);
  }

  /**
   * Starts the application with further arguments.
   *
   * @see #start(String)
   */
  public static KopulaServer start(String config, String... further) {
    KopulaServer server = prepare(config);
    server.arguments(further);
    server.start();
    return server;
  }

  /** As above, but it is still to be started. */
  public static KopulaServer prepare(String config) {
    KopulaServer server = new KopulaServer();
    server.write(config);
    return server;
  }

  /** Replaces the text of its configuration file. */
  public void write(String config) {
    Servers.write(configFile(), config.replace("MODELS", folder.resolve("models").toString()));
  }

  public Path configFile() {
    return folder.resolve("kopula.yml");
  }

  /** Further arguments from its next start on. */
  public void arguments(String... further) {
    arguments = List.of(further);
  }

  /** Flags of its JVM, and what is added to its environment, from its next start on. */
  public void jvm(List<String> flags, Map<String, String> environment) {
    this.flags = List.copyOf(flags);
    this.environment = Map.copyOf(environment);
  }

  /** Starts it again at the same address. */
  public void start() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flags);
    command.add("-jar");
    command.add(jar.toAbsolutePath().toString());
    command.add("serve");
    command.add("--config.file=" + configFile());
    command.add("--web.listen-address=127.0.0.1:" + port);
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.directory(folder.toFile()); // where the JVM writes what it crashed of
    // The packaged application brings its own natives.
    builder.environment().remove("TENSORFLOW_LIBRARY_PATH");
    builder.environment().putAll(environment);
    process =
        ServerProcess.start(
            builder, "kopula", folder.resolve("kopula.log"), url().resolve("/-/healthy"));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** {@code host:port}, as a scrape target. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public ServerProcess process() {
    return process;
  }

  /** Whether it says that it is ready. */
  public boolean isReady() {
    try {
      return !Http.get(url().resolve("/-/ready")).isEmpty();
    } catch (AssertionError | RuntimeException e) {
      return false;
    }
  }

  /** Ends it in order. */
  public void stop() {
    process.stop();
  }

  /** Ends it at once, as a crash would. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    if (process != null) { // else it was never started
      process.close();
    }
    Servers.delete(folder);
  }
}
