package io.kopula.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Runs a program in a JVM of its own, set up as the image does in a pod with a limit of 2 GB. */
final class ImageJvm {
  /** Those of the image, and the pod's limit, of which the heap takes its share. */
  static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:MaxRAMPercentage=40",
          "-XX:MaxRAM=2g");

  /** Those of the image, where the environment does not say otherwise. */
  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "MALLOC_ARENA_MAX", "2",
          "MALLOC_MMAP_THRESHOLD_", "16777216",
          "MALLOC_TRIM_THRESHOLD_", "67108864");

  private ImageJvm() {}

  /** Runs it to its end; what it says is said here, too. */
  static void run(Class<?> program, String... arguments) throws IOException, InterruptedException {
    run(List.of(), program, arguments);
  }

  /**
   * As {@link #run(Class, String...)}.
   *
   * @param flags further ones, which count where the image's say otherwise
   */
  static void run(List<String> flags, Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    await(program, prepare(flags, program, arguments).inheritIO().start());
  }

  /**
   * Runs it to its end; what it says is said here, too, but for the last line.
   *
   * @return its last line
   */
  static String answer(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    Process process =
        prepare(List.of(), program, arguments)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String last = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!last.isEmpty()) {
          System.out.println(last);
        }
        last = line;
      }
    }
    await(program, process);
    return last;
  }

  private static ProcessBuilder prepare(List<String> flags, Class<?> program, String... arguments) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.addAll(flags);
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    ENVIRONMENT.forEach(builder.environment()::putIfAbsent);
    return builder;
  }

  private static void await(Class<?> program, Process process) throws InterruptedException {
    if (process.waitFor() != 0) {
      throw new IllegalStateException(
          program.getSimpleName() + " ended with code " + process.exitValue());
    }
  }
}
