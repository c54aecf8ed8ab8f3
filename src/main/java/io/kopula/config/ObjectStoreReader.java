package io.kopula.config;

import io.kopula.config.DatasourceConfig.TlsConfig;
import io.kopula.config.Key.Section;
import io.kopula.config.ObjectStoreConfig.AccessKeys;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The keys below {@code object_store}. */
final class ObjectStoreReader {
  private static final Key<String> BUCKET =
      Key.value(
              "bucket",
              Types.text(
                  "the name of a bucket: 3 to 63 lower-case letters, digits, dots and hyphens",
                  text -> text.matches("[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]")),
              "Bucket that models are kept in; it has to be there.")
          .mandatory();
  private static final Key<URI> ENDPOINT =
      Key.value(
              "endpoint",
              new HttpUrlType("access_key and secret_key"),
              "Address of the server, such as that of MinIO or Ceph.")
          .orElse("Amazon's own of `region`");
  private static final Key<String> REGION =
      Key.value(
              "region",
              Types.text("the name of a region", text -> text.matches("[a-z0-9-]{1,64}")),
              "Region that requests are signed for.")
          .or("us-east-1");
  private static final Key<String> PREFIX =
      Key.value(
              "prefix",
              Types.text(
                  "names of letters, digits, `.`, `_` and `-`, apart by `/`, without one at either"
                      + " end",
                  text -> text.matches("[a-zA-Z0-9._-]+(/[a-zA-Z0-9._-]+)*")),
              "What names in the bucket begin with, for several installations in one bucket.")
          .orElse("nothing");
  private static final Key<String> ACCESS_KEY =
      Key.value(
              "access_key",
              Types.text("an access key id", text -> !text.isBlank()),
              "Id of the access key; together with `secret_key` or `secret_key_file`.")
          .orElse(
              "what the AWS SDK finds: environment, profile, web identity, pod identity, instance");
  private static final Key<Secret> SECRET_KEY =
      Key.value("secret_key", Types.secret(), "Secret access key.");
  private static final Key<Path> SECRET_KEY_FILE =
      Key.value(
          "secret_key_file",
          TlsClientReader.FILE,
          "File that holds the secret access key; read for each request.");
  private static final Key<Section> TLS_CONFIG =
      Key.section(
          "tls_config",
          "TLS of the connection.",
          TlsClientReader.CA_FILE,
          TlsClientReader.CERT_FILE,
          TlsClientReader.KEY_FILE,
          TlsClientReader.INSECURE_SKIP_VERIFY);
  private static final Key<Boolean> PATH_STYLE =
      Key.value(
              "path_style",
              Types.bool(),
              "Whether the bucket stands in the path of an address, not in its host name.")
          .orElse("true with `endpoint`, else false");
  private static final Key<Duration> TIMEOUT =
      Key.value(
              "timeout",
              Types.duration("1s", "10m"),
              "Longest time for one operation, with its repetitions.")
          .or("30s");

  static final Key<Section> SECTION =
      Key.section(
              "object_store",
              "A bucket with Amazon S3's API that models, feedback and the roster of replicas are"
                  + " shared in; `model_dir` then only holds what this process works with.",
              BUCKET,
              ENDPOINT,
              REGION,
              PREFIX,
              ACCESS_KEY,
              SECRET_KEY,
              SECRET_KEY_FILE,
              PATH_STYLE,
              TLS_CONFIG,
              TIMEOUT)
          .orElse("`model_dir` alone");

  private ObjectStoreReader() {}

  static @Nullable ObjectStoreConfig read(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String bucket = values.find(BUCKET);
    URI endpoint = values.find(ENDPOINT);
    String region = values.read(REGION);
    String prefix = values.find(PREFIX);
    AccessKeys keys = keys(values);
    boolean pathStyle =
        values.has(PATH_STYLE) ? Boolean.TRUE.equals(values.find(PATH_STYLE)) : endpoint != null;
    TlsConfig tls = TlsClientReader.read(values.section(TLS_CONFIG));
    Duration timeout = values.read(TIMEOUT);
    return bucket == null
        ? null
        : new ObjectStoreConfig(
            bucket,
            endpoint,
            region,
            prefix == null ? "" : prefix + "/",
            keys,
            pathStyle,
            tls,
            timeout);
  }

  private static @Nullable AccessKeys keys(MappingReader values) {
    String accessKey = values.find(ACCESS_KEY);
    Secret secret = values.find(SECRET_KEY);
    Path file = values.file(SECRET_KEY_FILE);
    boolean inline = values.has(SECRET_KEY);
    boolean fromFile = values.has(SECRET_KEY_FILE);
    if (inline && fromFile) {
      values.reject(SECRET_KEY_FILE, "only one of secret_key and secret_key_file");
    } else if (values.has(ACCESS_KEY) != (inline || fromFile)) {
      values.reject(
          values.has(ACCESS_KEY) ? SECRET_KEY : ACCESS_KEY,
          "access_key together with secret_key or secret_key_file");
    }
    return accessKey == null ? null : new AccessKeys(accessKey, secret, file);
  }
}
