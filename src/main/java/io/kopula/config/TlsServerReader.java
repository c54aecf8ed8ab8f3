package io.kopula.config;

import io.kopula.config.Key.Section;
import io.kopula.config.TlsServerConfig.ClientAuth;
import io.kopula.config.TlsServerConfig.MinVersion;
import io.kopula.pem.KeyPairs;
import io.kopula.pem.Pem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The keys below {@code web.tls_server_config}, and whether their files hold what they should. */
final class TlsServerReader {
  private static final Type<Path> FILE = Types.path("the path of a readable file");
  private static final String CERTIFICATES = "a file with PEM certificates";

  private static final Key<Path> CERT_FILE =
      Key.value(
              "cert_file", FILE, "The server's certificate and those between it and the CA (PEM).")
          .mandatory();
  private static final Key<Path> KEY_FILE =
      Key.value("key_file", FILE, "Its key (PEM, unencrypted).").mandatory();
  private static final Key<ClientAuth> CLIENT_AUTH_TYPE =
      Key.value(
              "client_auth_type",
              Types.choice(List.of(ClientAuth.values()), ClientAuth::key),
              "Whether clients show a certificate: none is asked for; one that is shown must be of"
                  + " `client_ca_file`; without one there is no connection at all. Who has shown one may"
                  + " do what the token of `bearer_token_file` allows. Probes of Kubernetes have none:"
                  + " `VerifyClientCertIfGiven` lets them in, and `protect: everything` keeps others"
                  + " out.")
          .or(ClientAuth.NONE.key());
  private static final Key<Path> CLIENT_CA_FILE =
      Key.value(
              "client_ca_file",
              FILE,
              "Certificates (PEM) that those of clients are checked against.")
          .orElse("none: no client is verified");
  private static final Key<MinVersion> MIN_VERSION =
      Key.value(
              "min_version",
              Types.choice(List.of(MinVersion.values()), MinVersion::name),
              "The oldest version of TLS that is spoken.")
          .or("TLS12");

  static final Key<Section> SECTION =
      Key.section(
              "tls_server_config",
              "TLS of the server, with the keys of Prometheus's web configuration; plain HTTP is then"
                  + " off. What the files hold is read again when it changes, for new connections; a"
                  + " change of the keys takes effect at the next start.",
              CERT_FILE,
              KEY_FILE,
              CLIENT_AUTH_TYPE,
              CLIENT_CA_FILE,
              MIN_VERSION)
          .orElse("plain HTTP");

  private TlsServerReader() {}

  static @Nullable TlsServerConfig read(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    Path certFile = values.file(CERT_FILE);
    Path keyFile = values.file(KEY_FILE);
    ClientAuth clientAuth = values.read(CLIENT_AUTH_TYPE);
    Path clientCaFile = values.file(CLIENT_CA_FILE);
    MinVersion minVersion = values.read(MIN_VERSION);
    checkPair(values, certFile, keyFile);
    certificates(values, CLIENT_CA_FILE, clientCaFile);
    if (clientAuth == ClientAuth.NONE && values.has(CLIENT_CA_FILE)) {
      values.reject(CLIENT_CA_FILE, "a client_auth_type that verifies clients beside it");
    } else if (clientAuth != ClientAuth.NONE && !values.has(CLIENT_CA_FILE)) {
      values.reject(
          CLIENT_CA_FILE, FILE.description() + ", since client_auth_type is " + clientAuth.key());
    }
    return certFile == null || keyFile == null
        ? null
        : new TlsServerConfig(certFile, keyFile, clientAuth, clientCaFile, minVersion);
  }

  private static void checkPair(
      MappingReader values, @Nullable Path certFile, @Nullable Path keyFile) {
    List<X509Certificate> chain = certificates(values, CERT_FILE, certFile);
    if (keyFile == null || !Files.isReadable(keyFile)) {
      return;
    }
    PrivateKey key;
    try {
      key = Pem.privateKey(keyFile);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      values.reject(KEY_FILE, "a file with an unencrypted PEM key");
      return;
    }
    if (!chain.isEmpty() && !KeyPairs.match(chain.get(0).getPublicKey(), key)) {
      values.reject(KEY_FILE, "the key of the first certificate in cert_file");
    }
  }

  /** Empty where there are none, which is noted. */
  private static List<X509Certificate> certificates(
      MappingReader values, Key<Path> key, @Nullable Path file) {
    if (file == null || !Files.isReadable(file)) {
      return List.of();
    }
    try {
      return Pem.certificates(file);
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      values.reject(key, CERTIFICATES);
      return List.of();
    }
  }
}
