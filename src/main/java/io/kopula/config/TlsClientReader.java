package io.kopula.config;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Key.Section;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The keys below a {@code tls_config}: TLS as a client. */
final class TlsClientReader {
  static final Type<Path> FILE = Types.path("the path of a readable file");
  private static final Type<String> TEXT = Types.text("a text", text -> true);

  static final Key<Path> CA_FILE =
      Key.value("ca_file", FILE, "Certificates (PEM) that the server's is checked against.")
          .orElse("those of the JVM");
  static final Key<Path> CERT_FILE =
      Key.value("cert_file", FILE, "Client certificate (PEM); together with `key_file`.");
  static final Key<Path> KEY_FILE =
      Key.value("key_file", FILE, "Key of the client certificate (PEM).");
  private static final Key<String> SERVER_NAME =
      Key.value("server_name", TEXT, "Name that the server's certificate must hold.")
          .orElse("the host of the URL");
  static final Key<Boolean> INSECURE_SKIP_VERIFY =
      Key.value(
              "insecure_skip_verify",
              Types.bool(),
              "Accept any certificate of the server. Anyone on the way can then read and change"
                  + " what is sent.")
          .or("false");

  private TlsClientReader() {}

  static Key<Section> section(String description) {
    return Key.section(
        "tls_config", description, CA_FILE, CERT_FILE, KEY_FILE, SERVER_NAME, INSECURE_SKIP_VERIFY);
  }

  static TlsConfig read(@Nullable MappingReader values) {
    if (values == null) {
      return TlsConfig.DEFAULT;
    }
    if (values.has(CERT_FILE) != values.has(KEY_FILE)) {
      Key<Path> missing = values.has(CERT_FILE) ? KEY_FILE : CERT_FILE;
      values.reject(missing, "cert_file and key_file together");
    }
    return new TlsConfig(
        values.file(CA_FILE),
        values.file(CERT_FILE),
        values.file(KEY_FILE),
        values.find(SERVER_NAME),
        values.read(INSECURE_SKIP_VERIFY));
  }
}
