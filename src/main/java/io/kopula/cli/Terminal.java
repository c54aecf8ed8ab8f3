package io.kopula.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Whether people look on. */
final class Terminal {
  private static final Path ERROR = Path.of("/proc/self/fd/2");

  private Terminal() {}

  /** Whether standard error is a terminal; false where the system does not tell. */
  static boolean isError() {
    try {
      String target = Files.readSymbolicLink(ERROR).toString();
      return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty");
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }
}
