package io.kopula.evaluation;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** Real data beside the checkout, or the reason why a test goes without. */
final class SharedFiles {
  private static final Path DATASETS =
      Path.of(System.getenv().getOrDefault("KOPULA_DATASETS", "../shared/datasets"));

  private SharedFiles() {}

  static Path dataset(String name) {
    return existing(DATASETS.resolve(name));
  }

  static Path golden(String name) {
    return existing(DATASETS.resolveSibling("golden").resolve(name));
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      String reason = "SKIPPED: no " + path.toAbsolutePath().normalize() + " on this machine";
      if (Boolean.parseBoolean(System.getenv("KOPULA_REQUIRE_ALL"))) {
        throw new AssertionError(reason + ", but KOPULA_REQUIRE_ALL is set");
      }
      System.err.println(reason);
      Assumptions.abort(reason);
    }
    return path;
  }
}
