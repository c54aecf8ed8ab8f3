package io.kopula.api;

import io.kopula.config.ConfigurationException;
import io.kopula.config.ConfigurationProvider;
import io.kopula.config.FileContents;
import io.kopula.config.TlsServerConfig;
import io.kopula.config.TlsServerConfig.ClientAuth;
import io.kopula.pem.KeyPairs;
import io.kopula.pem.Pem;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.vertx.http.HttpServerOptionsCustomizer;
import io.vertx.core.http.HttpServerOptions;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The part of the server's TLS that Quarkus fixes when it is built, whether clients show
 * certificates, and that it looks at too seldom: files that were replaced. They are read again when
 * two looks find the same change, as certificate and key are written one after the other; those
 * that do not belong together are left alone, and the last good ones stay in use.
 */
@ApplicationScoped
public class WebTls implements HttpServerOptionsCustomizer {
  private static final Logger LOG = Logger.getLogger(WebTls.class);
  private static final long LOOK_SECONDS = 2;

  private final ConfigurationProvider configuration;
  private final TlsConfigurationRegistry registry;
  private final Event<CertificateUpdatedEvent> updated;
  private final Optional<String> clientAuth;
  private final ScheduledExecutorService looks =
      Executors.newSingleThreadScheduledExecutor(WebTls::thread);
  private FileContents used = FileContents.NONE;
  private FileContents before = FileContents.NONE;
  private String said = "";

  @Inject
  WebTls(
      ConfigurationProvider configuration,
      TlsConfigurationRegistry registry,
      Event<CertificateUpdatedEvent> updated,
      @ConfigProperty(name = TlsServerConfig.CLIENT_AUTH_PROPERTY) Optional<String> clientAuth) {
    this.configuration = configuration;
    this.registry = registry;
    this.updated = updated;
    this.clientAuth = clientAuth;
  }

  @Override
  public void customizeHttpsServer(HttpServerOptions options) {
    clientAuth.map(ClientAuth::valueOf).map(WebTls::ofVertx).ifPresent(options::setClientAuth);
  }

  private static io.vertx.core.http.ClientAuth ofVertx(ClientAuth clientAuth) {
    return switch (clientAuth) {
      case NONE -> io.vertx.core.http.ClientAuth.NONE;
      case VERIFY_IF_GIVEN -> io.vertx.core.http.ClientAuth.REQUEST;
      case REQUIRE -> io.vertx.core.http.ClientAuth.REQUIRED;
    };
  }

  void start(@Observes StartupEvent event) throws ConfigurationException {
    Optional<TlsConfiguration> tls = registry.get(TlsServerConfig.NAME);
    TlsServerConfig config =
        tls.isPresent() && configuration.file().isPresent()
            ? configuration.current().web().tls()
            : null;
    if (tls.isPresent() && config != null) {
      used = FileContents.of(config.files());
      before = used;
      // looks survive what they throw: nobody need ask the future
      var unused =
          looks.scheduleWithFixedDelay(
              () -> look(config, tls.get()), LOOK_SECONDS, LOOK_SECONDS, TimeUnit.SECONDS);
    }
  }

  void stop(@Observes ShutdownEvent event) {
    looks.shutdownNow();
  }

  private void look(TlsServerConfig config, TlsConfiguration tls) {
    FileContents now = FileContents.of(config.files());
    boolean settled = now.equals(before);
    before = now;
    if (!settled || now.equals(used)) {
      return;
    }
    try {
      check(config);
      if (!tls.reload()) {
        throw new IOException("not taken up");
      }
      updated.fire(new CertificateUpdatedEvent(TlsServerConfig.NAME, tls));
      used = now;
      said = "";
      LOG.info("web.tls_server_config: what its files hold is in use, for new connections");
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      String problem = e.toString();
      LOG.logf(
          problem.equals(said) ? Logger.Level.DEBUG : Logger.Level.ERROR,
          "web.tls_server_config: expected a certificate and its key, the last good ones stay in"
              + " use: %s",
          problem);
      said = problem;
    }
  }

  private static void check(TlsServerConfig config) throws IOException, GeneralSecurityException {
    var certificate = Pem.certificates(config.certFile()).get(0);
    if (!KeyPairs.match(certificate.getPublicKey(), Pem.privateKey(config.keyFile()))) {
      throw new InvalidKeyException(
          config.keyFile() + " is not the key of the first certificate in " + config.certFile());
    }
    if (config.clientCaFile() != null) {
      var unused = Pem.certificates(config.clientCaFile());
    }
  }

  private static Thread thread(@Nullable Runnable task) {
    Thread thread = new Thread(task, "kopula-web-tls");
    thread.setDaemon(true);
    return thread;
  }
}
