package io.kopula.config;

import io.kopula.config.DatasourceConfig.Authentication;
import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.Key.Section;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The keys of {@code datasource} that say who asks, of which one may be there. */
final class AuthenticationReader {
  private static final Type<Path> FILE = Types.path("the path of a readable file");
  private static final Type<String> TEXT = Types.text("a text", text -> true);

  private static final Key<String> USERNAME = Key.value("username", TEXT, "User name.").mandatory();
  private static final Key<Secret> PASSWORD =
      Key.value("password", Types.secret(), "Password; not together with `password_file`.");
  private static final Key<Path> PASSWORD_FILE =
      Key.value("password_file", FILE, "File that holds the password.");
  static final Key<Section> BASIC_AUTH =
      Key.section(
          "basic_auth",
          "HTTP basic authentication; only one of `basic_auth`, `authorization`, `oauth2`, `sigv4`.",
          USERNAME,
          PASSWORD,
          PASSWORD_FILE);

  private static final Key<String> TYPE =
      Key.value("type", authorizationType(), "Authentication scheme.").or("Bearer");
  private static final Key<Secret> CREDENTIALS =
      Key.value("credentials", Types.secret(), "Token; this or `credentials_file` is required.");
  private static final Key<Path> CREDENTIALS_FILE =
      Key.value("credentials_file", FILE, "File that holds the token; read for each request.");
  static final Key<Section> AUTHORIZATION =
      Key.section(
          "authorization", "The `Authorization` header.", TYPE, CREDENTIALS, CREDENTIALS_FILE);

  private AuthenticationReader() {}

  /**
   * @param values the mapping with these keys
   * @return null for none, or one that is not valid, which is noted
   */
  static @Nullable Authentication read(MappingReader values) {
    Stream<@Nullable Authentication> read =
        Stream.of(
            basicAuth(values.section(BASIC_AUTH)),
            authorization(values.section(AUTHORIZATION)),
            OAuth2Reader.read(values.section(OAuth2Reader.SECTION)),
            SigV4Reader.read(values.section(SigV4Reader.SECTION)));
    List<Key<Section>> given =
        Stream.of(BASIC_AUTH, AUTHORIZATION, OAuth2Reader.SECTION, SigV4Reader.SECTION)
            .filter(values::has)
            .toList();
    if (given.size() > 1) {
      values.reject(
          given.get(1), "only one of " + given.get(0).name() + " and " + given.get(1).name());
    }
    return read.filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** Two keys for one secret, one of them its file: exactly one may be there, or must. */
  static void requireOne(
      MappingReader values, Key<Secret> secret, Key<Path> file, boolean mandatory) {
    String both = secret.name() + " and " + file.name();
    if (values.has(secret) && values.has(file)) {
      values.reject(file, "only one of " + both);
    } else if (mandatory && !values.has(secret) && !values.has(file)) {
      values.reject(secret, secret.name() + " or " + file.name());
    }
  }

  private static @Nullable BasicAuth basicAuth(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String username = values.find(USERNAME);
    Secret password = values.find(PASSWORD);
    Path passwordFile = values.file(PASSWORD_FILE);
    requireOne(values, PASSWORD, PASSWORD_FILE, false);
    return username == null ? null : new BasicAuth(username, password, passwordFile);
  }

  private static @Nullable Authorization authorization(@Nullable MappingReader values) {
    if (values == null) {
      return null;
    }
    String type = values.read(TYPE);
    Secret credentials = values.find(CREDENTIALS);
    Path credentialsFile = values.file(CREDENTIALS_FILE);
    requireOne(values, CREDENTIALS, CREDENTIALS_FILE, true);
    return new Authorization(type, credentials, credentialsFile);
  }

  private static Type<String> authorizationType() {
    return Types.of(
        "an authentication scheme, such as Bearer",
        text -> {
          if (text.equalsIgnoreCase("basic")) {
            throw new UnfitException("a scheme other than Basic (use basic_auth)");
          }
          if (!text.matches("[a-zA-Z0-9!#$%&'*+.^_`|~-]+")) {
            throw new UnfitException("an authentication scheme, such as Bearer");
          }
          return text;
        });
  }
}
