package io.kopula.source.prometheus;

import io.kopula.config.Secret;
import io.kopula.source.FailureKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Secrets that stand in the configuration or in a file of their own. */
final class SecretFiles {
  private SecretFiles() {}

  /**
   * @param key of the file, for messages
   * @return the secret in clear, empty where there is neither
   */
  static String reveal(String key, @Nullable Secret value, @Nullable Path file)
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
          FailureKind.UNAUTHORIZED, key + ": expected a readable file, found " + file, e);
    }
  }
}
