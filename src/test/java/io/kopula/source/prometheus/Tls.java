package io.kopula.source.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.testing.Certificates;
import io.kopula.tls.TlsContexts;
import java.nio.file.Path;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Servers with certificates of an authority that lives as long as a test. */
final class Tls {
  private final Certificates certificates;

  Tls(Path folder, String name) {
    certificates = new Certificates(folder, name);
  }

  Path cert(String name) {
    return certificates.cert(name);
  }

  Path key(String name) {
    return certificates.key(name);
  }

  void issue(String name, String alternativeNames) {
    certificates.issue(name, alternativeNames);
  }

  /** A server that shows a certificate and may want one of this authority. */
  FakeServer server(String name, boolean needClientCertificate, String... protocols)
      throws Exception {
    SSLContext context =
        TlsContexts.create(new TlsConfig(cert("ca"), cert(name), key(name), null, false), true);
    return new FakeServer(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters ssl = context.getDefaultSSLParameters();
            ssl.setNeedClientAuth(needClientCertificate);
            if (protocols.length > 0) {
              ssl.setProtocols(protocols);
            }
            parameters.setSSLParameters(ssl);
          }
        });
  }

  /** The name a client asked for by SNI, empty for none. */
  static String requestedName(HttpExchange exchange) {
    return exchange instanceof HttpsExchange https
            && https.getSSLSession() instanceof ExtendedSSLSession session
            && !session.getRequestedServerNames().isEmpty()
        ? ((SNIHostName) session.getRequestedServerNames().get(0)).getAsciiName()
        : "";
  }
}
