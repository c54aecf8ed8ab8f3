package io.kopula.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs a program in a JVM of its own, set up as the image does in a pod with a limit of 2 GB. */
final class ImageJvm {
  private ImageJvm() {}

  /**
   * Runs it to its end; what it says is said here, too.
   *
   * @param heap its largest, such as {@code 819m}
   */
  static void run(Class<?> program, String heap, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-Xmx" + heap);
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("MALLOC_ARENA_MAX", "2");
    builder.environment().put("MALLOC_MMAP_THRESHOLD_", "65536");
    builder.environment().put("MALLOC_TRIM_THRESHOLD_", "131072");
    Process process = builder.start();
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          program.getSimpleName() + " ended with code " + process.exitValue());
    }
  }
}
