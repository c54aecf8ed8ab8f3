package io.kopula.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;

/** What a figure was measured on; Linux only. */
final class Machine {
  private static final double TICKS_A_SECOND = 100; // USER_HZ, proc(5)

  private Machine() {}

  /** One line for the head of a report. */
  static String describe() throws IOException {
    var system = ManagementFactory.getOperatingSystemMXBean();
    try (Stream<String> lines = Files.lines(Path.of("/proc/cpuinfo"))) {
      String cpu =
          lines
              .filter(line -> line.startsWith("model name"))
              .map(line -> line.substring(line.indexOf(':') + 2))
              .findFirst()
              .orElse("unknown CPU");
      return String.format(
          Locale.ROOT,
          "%d cores of %s, load %.1f, JVM %s %s",
          system.getAvailableProcessors(),
          cpu,
          system.getSystemLoadAverage(),
          Runtime.version(),
          ManagementFactory.getRuntimeMXBean().getInputArguments());
    }
  }

  /** CPU time a process has used, user and system, in seconds. */
  static double cpuSeconds(long pid) throws IOException {
    String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
    return (Double.parseDouble(fields[11]) + Double.parseDouble(fields[12])) / TICKS_A_SECOND;
  }

  /** Resident memory of a process, in MB. */
  static double residentMegabytes(long pid) throws IOException {
    return megabytes(pid, "VmRSS:");
  }

  /** Resident memory of a process that is no copy of a file, in MB. */
  static double anonymousMegabytes(long pid) throws IOException {
    return megabytes(pid, "RssAnon:");
  }

  /** The most that a process ever had resident, in MB. */
  static double peakMegabytes(long pid) throws IOException {
    return megabytes(pid, "VmHWM:");
  }

  private static double megabytes(long pid, String field) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(field))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    }
  }
}
