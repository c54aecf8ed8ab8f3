package io.kopula.testing;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A real Alertmanager, alone in its cluster. */
public final class AlertmanagerServer implements AutoCloseable {
  private final Path folder;
  private final int port;
  private final ServerProcess process;

  private AlertmanagerServer(Path program, String config, Map<String, String> files) {
    folder = Servers.folder("alertmanager");
    port = Servers.freePort();
    Path file = folder.resolve("alertmanager.yml");
    Servers.write(file, config);
    files.forEach((name, text) -> Servers.write(folder.resolve(name), text));
    process =
        ServerProcess.start(
            "alertmanager",
            List.of(
                program.toString(),
                "--config.file=" + file,
                "--storage.path=" + folder.resolve("data"),
                "--web.listen-address=127.0.0.1:" + port,
                "--cluster.listen-address="),
            folder.resolve("alertmanager.log"),
            url().resolve("/-/ready"));
  }

  /**
   * @param config text of its configuration file
   */
  public static AlertmanagerServer start(String config) {
    return start(config, Map.of());
  }

  /**
   * @param files texts of files beside the configuration, such as templates, by name
   */
  public static AlertmanagerServer start(String config, Map<String, String> files) {
    return new AlertmanagerServer(
        Servers.require("prometheus-alertmanager", "alertmanager"), config, files);
  }

  /** Sends every alert to a webhook at once. */
  public static AlertmanagerServer start(WebhookReceiver receiver) {
    return start(
        """
        route:
          receiver: webhook
          group_wait: 0s
          group_interval: 1s
        receivers:
          - name: webhook
            webhook_configs:
              - url: %s
        """
            .formatted(receiver.url()));
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
