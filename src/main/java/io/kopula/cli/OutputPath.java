package io.kopula.cli;

import java.nio.file.Files;
import java.nio.file.Path;

/** Looks at where results are to go before long work is begun. */
final class OutputPath {
  private OutputPath() {}

  /** A folder that is there or can be made. */
  static void requireFolder(String option, Path path) throws CommandFailedException {
    if (Files.exists(path) && !Files.isDirectory(path)) {
      throw new CommandFailedException(option + ": expected a folder, found a file at " + path);
    }
    requireWritable(option, path);
  }

  /** A file that can be made or replaced. */
  static void requireFile(String option, Path path) throws CommandFailedException {
    if (Files.isDirectory(path)) {
      throw new CommandFailedException(option + ": expected a file, found a folder at " + path);
    }
    requireWritable(option, path);
  }

  private static void requireWritable(String option, Path path) throws CommandFailedException {
    Path existing = path.toAbsolutePath();
    for (Path at = existing; at != null; at = at.getParent()) {
      existing = at;
      if (Files.exists(at)) {
        break;
      }
    }
    boolean isParent = !existing.equals(path.toAbsolutePath());
    if (!Files.isWritable(existing) || (isParent && !Files.isDirectory(existing))) {
      throw new CommandFailedException(
          option + ": expected a path that may be written, found " + existing);
    }
  }
}
