package io.kopula.testing;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.ObjectStoreConfig;
import io.kopula.config.ObjectStoreConfig.AccessKeys;
import io.kopula.config.Secret;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A real S3Proxy with one bucket on disk, which outlives a stop. */
public final class S3Server implements AutoCloseable {
  public static final String BUCKET = "kopula-models";
  public static final String ACCESS_KEY = "kopula-test";
  public static final String SECRET_KEY = "not-to-be-shown-1f9c";

  private final Path folder = Servers.folder("s3proxy");
  private final int port = Servers.freePort();
  private ServerProcess process;

  private S3Server() {
    Servers.write(
        folder.resolve("s3proxy.conf"),
        String.join(
            "\n",
            "s3proxy.endpoint=" + url(),
            "s3proxy.authorization=aws-v4",
            "s3proxy.identity=" + ACCESS_KEY,
            "s3proxy.credential=" + SECRET_KEY,
            "jclouds.provider=filesystem-nio2",
            "jclouds.filesystem.basedir=" + folder.resolve("data"),
            ""));
    try {
      Files.createDirectories(folder.resolve("data").resolve(BUCKET));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static S3Server start() {
    S3Server server = new S3Server();
    server.restart();
    return server;
  }

  /** Starts it again at the same address. */
  public void restart() {
    Path jar = Path.of("target/s3proxy/s3proxy.jar");
    if (!Files.exists(jar)) {
      throw Servers.missing("S3Proxy, which Maven copies: " + jar);
    }
    process =
        ServerProcess.start(
            "s3proxy",
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-jar",
                jar.toAbsolutePath().toString(),
                "--properties",
                folder.resolve("s3proxy.conf").toString()),
            folder.resolve("s3proxy.log"),
            url().resolve("/healthz"));
  }

  public URI url() {
    return URI.create("http://127.0.0.1:" + port);
  }

  /** What a configuration file says of it. */
  public String yaml() {
    return """
        object_store:
          endpoint: %s
          bucket: %s
          access_key: %s
          secret_key: %s
        """
        .formatted(url(), BUCKET, ACCESS_KEY, SECRET_KEY);
  }

  /**
   * As {@link #yaml} with another secret key or a prefix.
   *
   * @param prefix empty or ending with a slash
   */
  public ObjectStoreConfig config(String secretKey, String prefix) {
    return new ObjectStoreConfig(
        BUCKET,
        url(),
        "us-east-1",
        prefix,
        new AccessKeys(ACCESS_KEY, new Secret(secretKey), null),
        true,
        TlsConfig.DEFAULT,
        Duration.ofSeconds(10));
  }

  public ObjectStoreConfig config() {
    return config(SECRET_KEY, "");
  }

  /** Ends it at once. */
  public void kill() {
    process.kill();
  }

  @Override
  public void close() {
    process.close();
    Servers.delete(folder);
  }
}
