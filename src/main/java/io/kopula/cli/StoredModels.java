package io.kopula.cli;

import io.kopula.bundle.BundleStore;
import io.kopula.bundle.BundleStore.Bundle;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** Finds the model that a user means by a folder: a bundle, or a store with versions of one. */
final class StoredModels {
  private static final String MANIFEST = "manifest.json";

  /** A store's folders are {@code <group>/<shared or entity>/<version>}. */
  private static final int STORE_DEPTH = 3;

  private StoredModels() {}

  /**
   * The newest whole version.
   *
   * @param err hears of versions that are passed over
   */
  static Bundle find(Path folder, PrintWriter err) throws CommandFailedException, IOException {
    if (!Files.isDirectory(folder)) {
      throw new CommandFailedException(
          "--model: expected the folder of a model or of a store, found none at " + folder);
    }
    BundleStore store = new BundleStore(folder);
    if (isVersion(folder)) {
      return read(store, folder);
    }
    List<Path> versions = versions(folder);
    for (Path version : versions) {
      try {
        return store.read(version);
      } catch (IOException e) {
        err.println("warning: a model is passed over: " + e.getMessage());
        err.flush();
      }
    }
    throw new CommandFailedException(
        "--model: expected a model, found "
            + (versions.isEmpty() ? "none" : "no whole one")
            + " in "
            + folder);
  }

  private static Bundle read(BundleStore store, Path version) throws CommandFailedException {
    try {
      return store.read(version);
    } catch (IOException e) {
      throw new CommandFailedException("--model: " + e.getMessage(), e);
    }
  }

  /** Versions of the one model in a folder, newest first. */
  private static List<Path> versions(Path folder) throws CommandFailedException, IOException {
    SortedMap<String, List<Path>> models = new TreeMap<>();
    try (Stream<Path> found = Files.find(folder, STORE_DEPTH, (path, any) -> isVersion(path))) {
      found.forEach(
          version ->
              models
                  .computeIfAbsent(
                      String.valueOf(version.getParent()), any -> new java.util.ArrayList<>())
                  .add(version));
    }
    if (models.size() > 1) {
      throw new CommandFailedException(
          "--model: expected versions of one model in "
              + folder
              + ", found those of "
              + models.size()
              + ": "
              + String.join(", ", models.keySet())
              + "; name one of these folders");
    }
    return models.values().stream()
        .flatMap(List::stream)
        .sorted(Comparator.comparing(StoredModels::name).reversed()) // the name begins with a time
        .toList();
  }

  private static boolean isVersion(Path folder) {
    return !name(folder).startsWith(".") && Files.isRegularFile(folder.resolve(MANIFEST));
  }

  private static String name(Path folder) {
    return String.valueOf(folder.getFileName());
  }
}
