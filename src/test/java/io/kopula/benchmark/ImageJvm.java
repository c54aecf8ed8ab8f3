package io.kopula.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A JVM that is started as the image does, in a pod with the memory that the chart gives it. */
final class ImageJvm {
  /** Those of src/main/docker/Dockerfile, and the chart's limit: of it the heap takes its share. */
  static final List<String> FLAGS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:MaxRAMPercentage=40",
          "-XX:MaxRAM=2g");

  static final Map<String, String> ENVIRONMENT =
      Map.of(
          "TF_CPP_MIN_LOG_LEVEL", "1",
          "MALLOC_ARENA_MAX", "2",
          "MALLOC_MMAP_THRESHOLD_", "65536",
          "MALLOC_TRIM_THRESHOLD_", "131072");

  private ImageJvm() {}

  /**
   * Runs a program of this class path in a JVM of its own, until it ends. What it writes is written
   * here, too, while it runs, but for the last line.
   *
   * @return its last line
   */
  static String run(Class<?> program, String... arguments)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(FLAGS);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(program.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
    builder.environment().putAll(ENVIRONMENT);
    Process process = builder.start();
    String last = "";
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (!last.isEmpty()) {
          System.out.println(last);
        }
        last = line;
      }
    } finally {
      process.destroy(); // where its lines could not be read to their end
    }
    int code = process.waitFor();
    if (code != 0) {
      throw new IllegalStateException(
          program.getSimpleName() + " ended with " + code + ": " + last);
    }
    return last;
  }
}
