package io.kopula.source.prometheus;

import io.kopula.config.DatasourceConfig;
import io.kopula.config.DatasourceConfig.Authorization;
import io.kopula.config.DatasourceConfig.BasicAuth;
import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The configured headers and credentials; files are read again for every request. */
final class RequestHeaders {
  private final DatasourceConfig config;

  RequestHeaders(DatasourceConfig config) {
    this.config = config;
  }

  /**
   * What one request sends.
   *
   * @param headers name to value, secrets in clear
   * @param redactor takes their secrets out of a text
   */
  record Prepared(Map<String, String> headers, Redactor redactor) {
    @Override
    public String toString() {
      return "Prepared" + headers.keySet();
    }
  }

  Prepared prepare() throws RequestFailure {
    Map<String, String> headers = new LinkedHashMap<>();
    List<String> secrets = new ArrayList<>();
    config
        .headers()
        .forEach(
            (name, value) -> {
              headers.put(name, value.reveal());
              secrets.add(value.reveal());
            });
    BasicAuth basic = config.basicAuth();
    Authorization authorization = config.authorization();
    if (basic != null) {
      String password = secret("basic_auth.password_file", basic.password(), basic.passwordFile());
      String pair = basic.username() + ":" + password;
      String token = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
      headers.put("Authorization", "Basic " + token);
      secrets.add(token);
      secrets.add(password);
    } else if (authorization != null) {
      String credentials =
          secret(
              "authorization.credentials_file",
              authorization.credentials(),
              authorization.credentialsFile());
      headers.put("Authorization", (authorization.type() + " " + credentials).trim());
      secrets.add(credentials);
    }
    return new Prepared(headers, new Redactor(secrets));
  }

  private static String secret(String key, @Nullable Secret value, @Nullable Path file)
      throws RequestFailure {
    if (value != null) {
      return value.reveal();
    }
    if (file == null) {
      return "";
    }
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw RequestFailure.lasting(
          FailureKind.UNAUTHORIZED,
          "datasource." + key + ": expected a readable file, found " + file,
          e);
    }
  }
}
