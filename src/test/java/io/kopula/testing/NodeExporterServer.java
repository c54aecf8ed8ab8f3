package io.kopula.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;

/** A real node_exporter, for the machine itself. */
public final class NodeExporterServer implements AutoCloseable {
  private final Path folder = Servers.folder("node-exporter");
  private final int port = Servers.freePort();
  private final ServerProcess process;

  private NodeExporterServer(Path program) {
    process =
        ServerProcess.start(
            "node-exporter",
            List.of(program.toString(), "--web.listen-address=127.0.0.1:" + port),
            folder.resolve("node-exporter.log"),
            url().resolve("/metrics"));
  }

  public static NodeExporterServer start() {
    return new NodeExporterServer(Servers.require("prometheus-node-exporter", "node_exporter"));
  }

  public URI url() {
    return URI.create("http://" + address());
  }

  /** {@code host:port}, as a scrape target. */
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
