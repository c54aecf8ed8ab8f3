package io.kopula.config;

import io.kopula.config.DatasourceConfig.SigV4;
import io.kopula.config.Key.Section;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** The keys below {@code datasource.sigv4}. */
final class SigV4Reader {
  private static final Type<String> TEXT = Types.text("a text", text -> true);

  private static final Key<String> REGION =
      Key.value(
              "region",
              Types.text(
                  "a region of AWS, such as eu-central-1", text -> text.matches("[a-z0-9-]+")),
              "Region of AWS that the server is in.")
          .mandatory();
  private static final Key<String> ACCESS_KEY =
      Key.value("access_key", TEXT, "Id of the access key; together with `secret_key`.")
          .orElse("found by the default chain of AWS's SDK: environment, profile, role of the pod");
  private static final Key<Secret> SECRET_KEY =
      Key.value("secret_key", Types.secret(), "Its secret; not together with `secret_key_file`.");
  private static final Key<Path> SECRET_KEY_FILE =
      Key.value(
          "secret_key_file",
          Types.path("the path of a readable file"),
          "File that holds the secret; read for each request.");
  private static final Key<String> PROFILE =
      Key.value("profile", TEXT, "Profile of AWS's shared files; not together with `access_key`.")
          .orElse("AWS_PROFILE, or default");
  private static final Key<String> SERVICE_NAME =
      Key.value(
              "service_name",
              Types.text("a name of a service, such as aps", text -> text.matches("[a-z0-9-]+")),
              "Service that requests are signed for.")
          .or("aps");

  static final Key<Section> SECTION =
      Key.section(
          "sigv4",
          "Requests signed with AWS Signature Version 4, as Amazon Managed Service for Prometheus"
              + " wants them.",
          REGION,
          ACCESS_KEY,
          SECRET_KEY,
          SECRET_KEY_FILE,
          PROFILE,
          SERVICE_NAME);

  private SigV4Reader() {}

  static @Nullable SigV4 read(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String region = values.find(REGION);
    String accessKey = values.find(ACCESS_KEY);
    Secret secretKey = values.find(SECRET_KEY);
    Path secretKeyFile = values.file(SECRET_KEY_FILE);
    String profile = values.find(PROFILE);
    AuthenticationReader.requireOne(values, SECRET_KEY, SECRET_KEY_FILE, values.has(ACCESS_KEY));
    if (!values.has(ACCESS_KEY) && (values.has(SECRET_KEY) || values.has(SECRET_KEY_FILE))) {
      values.reject(ACCESS_KEY, "access_key and its secret together");
    }
    if (values.has(ACCESS_KEY) && values.has(PROFILE)) {
      values.reject(PROFILE, "only one of access_key and profile");
    }
    String service = values.read(SERVICE_NAME);
    return region == null
        ? null
        : new SigV4(region, accessKey, secretKey, secretKeyFile, profile, service);
  }
}
