package io.kopula.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** The packaged demo as a process of its own, at a free port. */
public final class DemoServer implements AutoCloseable {
  private final int port = Servers.freePort();
  private final ServerProcess process;

  private DemoServer(Path folder) {
    Path jar = KopulaServer.packaged();
    ProcessBuilder builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djava.io.tmpdir=" + folder,
                "-jar",
                jar.toString(),
                "demo",
                "--web.listen-address=" + address()));
    // The packaged application brings its own natives.
    builder.environment().remove("TENSORFLOW_LIBRARY_PATH");
    process =
        ServerProcess.start(
            builder, "demo", folder.resolve("demo.log"), url().resolve("/-/healthy"));
  }

  /**
   * Starts it and waits until it is alive, which it is before it has a model.
   *
   * @param folder of its log and temporary files
   */
  public static DemoServer start(Path folder) {
    return new DemoServer(folder);
  }

  public URI url() {
    return URI.create("http://" + address() + "/");
  }

  /** {@code host:port}, as a scrape target. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  /** What it has written so far. */
  public String log() {
    return process.log();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  @Override
  public void close() {
    process.close();
  }
}
