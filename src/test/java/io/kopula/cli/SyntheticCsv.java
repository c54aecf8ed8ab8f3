package io.kopula.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;

/** Small CSV files of a service whose load has a rhythm that the other variables follow. */
final class SyntheticCsv {
  static final long STEP_SECONDS = 60;

  /** Steps of its rhythm. */
  static final int PERIOD = 120;

  static final String HEADER = "timestamp,load,cpu,latency\n";

  private SyntheticCsv() {}

  /**
   * Steps {@code [from, to)}.
   *
   * @param brokenFrom first step at which the cpu no longer follows the load
   * @param brokenTo step after the last such
   */
  static String rows(int from, int to, int brokenFrom, int brokenTo) {
    StringBuilder text = new StringBuilder();
    for (int step = from; step < to; step++) {
      Random random = new Random(step * 31L + 7); // a step is the same in every file
      double load = 100 + 50 * Math.sin(2 * Math.PI * step / PERIOD) + 3 * random.nextGaussian();
      double follows = step >= brokenFrom && step < brokenTo ? 200 - load : load;
      double cpu = 0.02 * follows + 0.03 * random.nextGaussian();
      double latency = 0.1 + 0.001 * load + 0.005 * random.nextGaussian();
      text.append(
          String.format(
              Locale.ROOT, "%d,%.5f,%.5f,%.5f%n", step * STEP_SECONDS, load, cpu, latency));
    }
    return text.toString();
  }

  static String normal(int from, int to) {
    return rows(from, to, 0, 0);
  }

  static Path write(Path file, String rows) {
    try {
      return Files.writeString(file, HEADER + rows);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
