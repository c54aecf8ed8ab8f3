package io.kopula.evaluation;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.csv.CSVRecord;

/**
 * Reads an entity's variables from a CSV file, plain or gzip: a header {@code
 * timestamp,<variable>…} and rows of Unix seconds and values in order of time. The step is the
 * smallest distance between two rows; rows that are left out become missing steps, empty cells and
 * NaN missing values.
 */
public final class CsvFrames {
  private static final String TIMESTAMP = "timestamp";

  /** Guards against a stray timestamp that would blow the grid up. */
  private static final int MOST_STEPS = 20_000_000;

  private CsvFrames() {}

  /** The frame of an entity without labels. */
  public static Frame read(Path file) throws IOException {
    return read(file, Entity.of(Map.of()));
  }

  /**
   * @throws DataException if the file is not as described; the message names line and column
   */
  public static Frame read(Path file, Entity entity) throws IOException {
    try (CsvFile csv = CsvFile.open(file)) {
      List<String> variables = variables(file, csv);
      Rows rows = new Rows(variables.size());
      for (Optional<CSVRecord> row = csv.row(); row.isPresent(); row = csv.row()) {
        long time = csv.seconds(row.get(), 0);
        if (rows.count > 0 && time <= rows.lastTime()) {
          throw csv.problem(row.get(), 0, "a later time than the row before");
        }
        rows.add(time, csv.line());
        for (int v = 0; v < variables.size(); v++) {
          rows.values[(rows.count - 1) * variables.size() + v] = csv.value(row.get(), v + 1);
        }
      }
      Grid grid = rows.grid(file);
      return Frame.of(entity, variables, grid, rows.on(grid));
    }
  }

  private static List<String> variables(Path file, CsvFile csv) throws DataException {
    List<String> header = csv.header();
    if (!header.get(0).equals(TIMESTAMP)) {
      throw DataException.at(file, 1, "column 1", '"' + TIMESTAMP + '"', '"' + header.get(0) + '"');
    }
    if (header.size() < 2) {
      throw DataException.at(file, 1, "column 2", "the name of a variable", "the end of the line");
    }
    Set<String> seen = new HashSet<>();
    for (int column = 0; column < header.size(); column++) {
      String name = header.get(column);
      if (name.isEmpty() || !seen.add(name)) {
        throw DataException.at(
            file, 1, "column " + (column + 1), "a name that no other column has", '"' + name + '"');
      }
    }
    return new ArrayList<>(header.subList(1, header.size()));
  }

  /** Rows as they are read, before the grid is known. */
  private static final class Rows {
    private final int width;
    private int count;
    private long[] times = new long[1_024];
    private long[] lines = new long[1_024];
    private double[] values;

    private Rows(int width) {
      this.width = width;
      this.values = new double[1_024 * width];
    }

    private long lastTime() {
      return times[count - 1];
    }

    private void add(long time, long line) {
      if (count == times.length) {
        times = Arrays.copyOf(times, 2 * count);
        lines = Arrays.copyOf(lines, 2 * count);
        values = Arrays.copyOf(values, Math.multiplyExact(2 * count, width));
      }
      times[count] = time;
      lines[count] = line;
      count++;
    }

    private Grid grid(Path file) throws DataException {
      if (count < 2) {
        throw DataException.in(file, "at least two rows below the header", String.valueOf(count));
      }
      long step = Long.MAX_VALUE;
      for (int i = 1; i < count; i++) {
        step = Math.min(step, times[i] - times[i - 1]);
      }
      for (int i = 0; i < count; i++) {
        if (Math.floorMod(times[i], step) != 0) {
          throw DataException.at(
              file,
              lines[i],
              "column 1 (" + TIMESTAMP + ")",
              "a multiple of the step, " + step / 1000.0 + " s",
              String.valueOf(times[i] / 1000.0));
        }
      }
      long steps = (lastTime() - times[0]) / step + 1;
      if (steps > MOST_STEPS) {
        throw DataException.in(
            file, "at most " + MOST_STEPS + " steps of " + step / 1000.0 + " s", "" + steps);
      }
      return new Grid(times[0], step, (int) steps);
    }

    private double[] on(Grid grid) {
      if (grid.length() == count) {
        return Arrays.copyOf(values, count * width);
      }
      double[] spread = new double[Math.multiplyExact(grid.length(), width)];
      Arrays.fill(spread, Double.NaN);
      for (int i = 0; i < count; i++) {
        System.arraycopy(values, i * width, spread, grid.indexOf(times[i]) * width, width);
      }
      return spread;
    }
  }
}
