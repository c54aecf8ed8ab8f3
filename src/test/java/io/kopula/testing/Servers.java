package io.kopula.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What servers under test need: their program, a port, a folder. */
public final class Servers {
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();

  private Servers() {}

  /**
   * Where a program is; else the test is skipped, or fails where everything is required.
   *
   * @param programs names on the path or absolute paths, the first that exists counts
   */
  public static Path require(String... programs) {
    for (String program : programs) {
      Path found = find(program);
      if (found != null) {
        return found;
      }
    }
    throw missing("none of the programs " + Arrays.toString(programs) + " is installed");
  }

  /**
   * Skips the test with a loud message, or fails it where everything is required.
   *
   * @return never: for {@code throw missing(…)}, so that the compiler sees it, too
   */
  public static AssertionError missing(String what) {
    if (Boolean.parseBoolean(System.getenv("KOPULA_REQUIRE_ALL"))) {
      throw new AssertionError("KOPULA_REQUIRE_ALL: " + what);
    }
    System.err.println("*** SKIPPED: " + what + " ***");
    return Assumptions.abort(what);
  }

  /** A free port of the loopback address, given out once. */
  public static int freePort() {
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A folder for a server's data, to be deleted with {@link #delete}. */
  static Path folder(String name) {
    try {
      return Files.createTempDirectory("kopula-" + name + "-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void write(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path find(String program) {
    Path path = Path.of(program);
    if (path.isAbsolute()) {
      return Files.isExecutable(path) ? path : null;
    }
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .orElse(null);
  }
}
