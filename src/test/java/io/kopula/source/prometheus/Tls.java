package io.kopula.source.prometheus;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.testing.Commands;
import io.kopula.testing.Servers;
import io.kopula.tls.TlsContexts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Certificates of a certificate authority that lives as long as a test. */
final class Tls {
  private final String openssl = Servers.require("openssl").toString();
  private final Path folder;

  Tls(Path folder, String name) {
    this.folder = folder.resolve(name);
    this.folder.toFile().mkdirs();
    Commands.run(
        openssl,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=" + name,
        "-keyout",
        key("ca").toString(),
        "-out",
        cert("ca").toString());
  }

  Path cert(String name) {
    return folder.resolve(name + ".crt");
  }

  Path key(String name) {
    return folder.resolve(name + ".key");
  }

  /**
   * @param name of the files and the subject
   * @param alternativeNames such as {@code IP:127.0.0.1} or {@code DNS:prometheus}
   */
  void issue(String name, String alternativeNames) throws IOException {
    Path request = folder.resolve(name + ".csr");
    Path extensions = folder.resolve(name + ".ext");
    Files.writeString(extensions, "subjectAltName=" + alternativeNames + "\n");
    Commands.run(
        openssl,
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=" + name,
        "-keyout",
        key(name).toString(),
        "-out",
        request.toString());
    Commands.run(
        openssl,
        "x509",
        "-req",
        "-in",
        request.toString(),
        "-days",
        "2",
        "-CA",
        cert("ca").toString(),
        "-CAkey",
        key("ca").toString(),
        "-CAcreateserial",
        "-extfile",
        extensions.toString(),
        "-out",
        cert(name).toString());
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
