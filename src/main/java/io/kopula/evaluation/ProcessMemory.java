package io.kopula.evaluation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Resident memory of this process, native libraries included, as Linux keeps it. Elsewhere unknown.
 */
final class ProcessMemory {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final Path CLEAR_REFS = Path.of("/proc/self/clear_refs");
  private static final String RESET_PEAK = "5";
  private static final String PEAK = "VmHWM:";

  private ProcessMemory() {}

  /** Lets the peak start at what is in use now; where that is not allowed the old one stays. */
  static void resetPeak() {
    try {
      Files.writeString(CLEAR_REFS, RESET_PEAK);
    } catch (IOException e) {
      // an older, higher peak is the safe answer
      return;
    }
  }

  /** Greatest resident memory since {@link #resetPeak}, NaN where unknown. */
  static double peakMegabytes() {
    try (var lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      return Double.NaN;
    }
  }
}
