package io.kopula.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A real VictoriaMetrics, single node. */
public final class VictoriaMetricsServer implements AutoCloseable {
  private final Path folder = Servers.folder("victoria-metrics");
  private final int port = Servers.freePort();
  private final ServerProcess process;

  private VictoriaMetricsServer(Path program, List<String> arguments) {
    List<String> command = new ArrayList<>();
    command.add(program.toString());
    command.add("-storageDataPath=" + folder.resolve("data"));
    command.add("-httpListenAddr=127.0.0.1:" + port);
    command.addAll(arguments);
    process =
        ServerProcess.start(
            "victoria-metrics",
            command,
            folder.resolve("victoria-metrics.log"),
            url().resolve("/health"));
  }

  /** The one that is installed. */
  public static VictoriaMetricsServer start(String... arguments) {
    return start(Servers.require("victoria-metrics"), arguments);
  }

  /** Another one, such as a newer version. */
  public static VictoriaMetricsServer start(Path program, String... arguments) {
    return new VictoriaMetricsServer(program, List.of(arguments));
  }

  /**
   * Adds samples; they can be queried when this returns.
   *
   * @param text lines of Prometheus's text format, with times in milliseconds
   */
  public void importPrometheus(String text) {
    Http.post(url().resolve("/api/v1/import/prometheus"), text);
    flush();
  }

  /** Makes everything received so far visible to queries, forgets cached answers. */
  public void flush() {
    Http.get(url().resolve("/internal/force_flush"));
    Http.get(url().resolve("/internal/resetRollupResultCache"));
  }

  public URI url() {
    return URI.create("http://" + address());
  }

  /** {@code host:port}. */
  public String address() {
    return "127.0.0.1:" + port;
  }

  public ServerProcess process() {
    return process;
  }

  @Override
  public void close() {
    process.close();
    Servers.delete(folder);
  }
}
