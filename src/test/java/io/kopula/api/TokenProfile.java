package io.kopula.api;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** As its parent, with a configuration file that has a token; its source does not answer. */
public class TokenProfile extends FakeCollectorProfile {
  static final Path FOLDER = Path.of("target", "token-test").toAbsolutePath();
  static final Path TOKEN = FOLDER.resolve("token");

  /** What is protected. */
  String protect() {
    return "writes";
  }

  @Override
  public Map<String, String> getConfigOverrides() {
    Path file = FOLDER.resolve("kopula-" + protect() + ".yml");
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(TOKEN, "s3cr3t\n");
      Files.writeString(
          file,
          """
          datasource: {url: "http://127.0.0.1:1", timeout: 100ms}
          web: {bearer_token_file: token, protect: %s}
          groups:
            - {name: shop, step: 1h, fit: {window: 90d}, variables: {up: up}}
          """
              .formatted(protect()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Map<String, String> overrides = new HashMap<>(super.getConfigOverrides());
    overrides.put("kopula.config.file", file.toString());
    return overrides;
  }

  /** Everything is protected. */
  public static class Everything extends TokenProfile {
    @Override
    String protect() {
      return "everything";
    }
  }
}
