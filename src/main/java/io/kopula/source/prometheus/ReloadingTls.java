package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.tls.TlsContexts;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.client5.http.ssl.HostnameVerificationPolicy;
import org.apache.hc.client5.http.ssl.NoopHostnameVerifier;
import org.apache.hc.client5.http.ssl.TlsSocketStrategy;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.jspecify.annotations.Nullable;

/**
 * TLS for new connections, from files that may be replaced while running: they are read again when
 * they changed. Client certificate and {@code server_name} are for the configured server only, not
 * for one it redirects to.
 */
final class ReloadingTls implements TlsSocketStrategy {
  private final String key;
  private final TlsConfig config;
  private final Origin origin;
  private @Nullable Loaded loaded;

  /**
   * @param key of the configuration, for messages
   */
  ReloadingTls(String key, TlsConfig config, Origin origin) {
    this.key = key;
    this.config = config;
    this.origin = origin;
  }

  @Override
  public SSLSocket upgrade(
      Socket socket, String target, int port, Object attachment, HttpContext context)
      throws IOException {
    Loaded current = current();
    if (!origin.isTls(target, port)) {
      return current.others.upgrade(socket, target, port, attachment, context);
    }
    String name = Objects.requireNonNullElse(config.serverName(), target);
    return current.own.upgrade(socket, name, port, attachment, context);
  }

  private synchronized Loaded current() throws IOException {
    try {
      List<String> fingerprint = fingerprint();
      Loaded known = loaded;
      if (known == null || !known.fingerprint.equals(fingerprint)) {
        known =
            new Loaded(
                fingerprint,
                strategy(TlsContexts.create(config, true)),
                strategy(TlsContexts.create(config, false)));
        loaded = known;
      }
      return known;
    } catch (IOException | GeneralSecurityException e) {
      throw new TlsFilesException(key, e);
    }
  }

  private TlsSocketStrategy strategy(SSLContext context) {
    return config.insecureSkipVerify()
        ? new DefaultClientTlsStrategy(
            context, HostnameVerificationPolicy.CLIENT, NoopHostnameVerifier.INSTANCE)
        : new DefaultClientTlsStrategy(context);
  }

  private List<String> fingerprint() throws IOException {
    List<String> parts = new ArrayList<>();
    for (Path file : Arrays.asList(config.caFile(), config.certFile(), config.keyFile())) {
      if (file != null) {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        parts.add(attributes.lastModifiedTime() + " " + attributes.size());
      }
    }
    return parts;
  }

  private record Loaded(
      List<String> fingerprint, TlsSocketStrategy own, TlsSocketStrategy others) {}

  /** The files of a {@code tls_config} cannot be used. */
  static final class TlsFilesException extends IOException {
    private static final long serialVersionUID = 1L;

    TlsFilesException(String key, Exception cause) {
      super(key + ": expected readable PEM files: " + cause, cause);
    }
  }
}
