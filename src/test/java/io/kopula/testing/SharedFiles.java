package io.kopula.testing;

import java.nio.file.Files;
import java.nio.file.Path;

/** Real data beside the checkout, or the reason why a test goes without. */
public final class SharedFiles {
  private static final Path DATASETS =
      Path.of(System.getenv().getOrDefault("KOPULA_DATASETS", "../shared/datasets"));

  private SharedFiles() {}

  /** A folder of the data sets, such as {@code asd/omi-4}. */
  public static Path dataset(String name) {
    return existing(DATASETS.resolve(name));
  }

  /** A file of expected values. */
  public static Path golden(String name) {
    return existing(DATASETS.resolveSibling("golden").resolve(name));
  }

  private static Path existing(Path path) {
    if (!Files.exists(path)) {
      throw Servers.missing("no " + path.toAbsolutePath().normalize() + " on this machine");
    }
    return path;
  }
}
