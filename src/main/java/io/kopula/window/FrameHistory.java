package io.kopula.window;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.window.GroupReading.VariableFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The last steps of a group's entities, so that each cycle reads only what is new. Frames that it
 * gives do not change later. Not for use by several threads: it belongs to a group's cycle.
 *
 * <p>Each entity has a ring of rows; step number n since the epoch lies in row n mod capacity.
 */
public final class FrameHistory {
  private final List<String> variables;
  private final long stepMillis;
  private final int capacity;

  /** By the entity's identity. */
  private final Map<String, Ring> rings = new TreeMap<>();

  /** Step numbers {@code [first, end)} are known; none where they are equal. */
  private long first;

  private long end;

  /**
   * @param capacity steps that are kept
   */
  public FrameHistory(List<String> variables, Duration step, int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("capacity: expected 1 or more, found " + capacity);
    }
    this.variables = List.copyOf(variables);
    this.stepMillis = step.toMillis();
    this.capacity = capacity;
  }

  /** Steps kept at present. */
  public Grid grid() {
    return new Grid(first * stepMillis, stepMillis, (int) (end - first));
  }

  /** Forgets all steps, so that the next reading may be of earlier ones. */
  public void clear() {
    rings.clear();
    first = 0;
    end = 0;
  }

  /** Those with a value at any step kept, sorted. */
  public List<Entity> entities() {
    return rings.values().stream().map(Ring::entity).toList();
  }

  /**
   * What has to be read so that the history reaches a step: only new steps, at most as many as are
   * kept.
   *
   * @param last the last step wanted; a time between two steps counts as the earlier one
   * @param overlap known steps that are read again, for samples that came late
   */
  public Grid missing(Instant last, int overlap) {
    long wanted = Math.floorDiv(last.toEpochMilli(), stepMillis) + 1;
    long oldest = wanted - capacity;
    long from = first == end ? oldest : Math.max(oldest, Math.max(first, end - overlap));
    return new Grid(from * stepMillis, stepMillis, (int) Math.max(0, wanted - from));
  }

  /**
   * Adds what was read. Known steps are replaced, except for variables that failed this time; steps
   * between the known and the new ones are missing values; steps older than those kept are ignored.
   * Entities without any value left are forgotten.
   *
   * @throws IllegalArgumentException if step or variables are not those of the history
   */
  public void append(GroupReading reading) {
    Grid grid = reading.grid();
    if (grid.stepMillis() != stepMillis || !reading.variables().equals(variables)) {
      throw new IllegalArgumentException(
          "reading: expected "
              + variables
              + " every "
              + stepMillis
              + " ms, found "
              + reading.variables()
              + " every "
              + grid.stepMillis()
              + " ms");
    }
    if (grid.length() == 0) {
      return;
    }
    long from = grid.startMillis() / stepMillis;
    long to = from + grid.length();
    boolean[] replaced = replaced(reading);
    long knownEnd = advance(from, to);
    from = Math.max(from, first);
    for (Ring ring : rings.values()) {
      clear(ring.values, from, Math.min(to, knownEnd), replaced);
    }
    for (Frame frame : reading.frames()) {
      write(frame, from, to, replaced);
    }
    rings.values().removeIf(ring -> isEmpty(ring.values));
  }

  /**
   * Windows that end at a step, of all entities, sorted; steps that are not kept are missing.
   *
   * @param length steps
   * @param last a time between two steps counts as the earlier one
   */
  public List<Frame> windows(int length, Instant last) {
    long to = Math.floorDiv(last.toEpochMilli(), stepMillis) + 1;
    long from = to - length;
    Grid grid = new Grid(from * stepMillis, stepMillis, length);
    int width = variables.size();
    List<Frame> windows = new ArrayList<>(rings.size());
    for (Ring ring : rings.values()) {
      double[] values = new double[length * width];
      Arrays.fill(values, Double.NaN);
      for (long n = Math.max(from, first); n < Math.min(to, end); n++) {
        System.arraycopy(ring.values, row(n), values, (int) (n - from) * width, width);
      }
      windows.add(Frame.of(ring.entity, variables, grid, values));
    }
    return windows;
  }

  private boolean[] replaced(GroupReading reading) {
    List<String> failed = reading.failures().stream().map(VariableFailure::variable).toList();
    boolean[] replaced = new boolean[variables.size()];
    IntStream.range(0, replaced.length)
        .forEach(variable -> replaced[variable] = !failed.contains(variables.get(variable)));
    return replaced;
  }

  /**
   * Makes room for new steps.
   *
   * @return where the steps that were known before end
   */
  private long advance(long from, long to) {
    long knownEnd = end;
    if (first == end) {
      knownEnd = from;
      first = from;
      end = from;
    }
    if (to > end) {
      boolean[] all = new boolean[variables.size()];
      Arrays.fill(all, true);
      long fresh = Math.max(end, to - capacity);
      rings.values().forEach(ring -> clear(ring.values, fresh, to, all));
      end = to;
    }
    if (to > end - capacity) {
      first = Math.min(first, from);
    }
    first = Math.max(first, end - capacity);
    return knownEnd;
  }

  private void write(Frame frame, long from, long to, boolean[] replaced) {
    double[] ring =
        rings.computeIfAbsent(
                frame.entity().id(), absent -> new Ring(frame.entity(), emptyValues()))
            .values;
    long offset = frame.grid().startMillis() / stepMillis;
    for (long n = from; n < to; n++) {
      int row = row(n);
      for (int variable = 0; variable < replaced.length; variable++) {
        if (replaced[variable]) {
          ring[row + variable] = frame.value((int) (n - offset), variable);
        }
      }
    }
  }

  private void clear(double[] ring, long from, long to, boolean[] replaced) {
    for (long n = from; n < to; n++) {
      int row = row(n);
      for (int variable = 0; variable < replaced.length; variable++) {
        if (replaced[variable]) {
          ring[row + variable] = Double.NaN;
        }
      }
    }
  }

  /** Looks at the newest steps first, where most have values. */
  private boolean isEmpty(double[] ring) {
    for (long n = end - 1; n >= first; n--) {
      for (int at = row(n); at < row(n) + variables.size(); at++) {
        if (!Double.isNaN(ring[at])) {
          return false;
        }
      }
    }
    return true;
  }

  private double[] emptyValues() {
    double[] values = new double[capacity * variables.size()];
    Arrays.fill(values, Double.NaN);
    return values;
  }

  private int row(long n) {
    return Math.floorMod(n, capacity) * variables.size();
  }

  /**
   * One entity's rows.
   *
   * @param values [capacity, variables]
   */
  @SuppressWarnings("ArrayRecordComponent") // never leaves this class
  private record Ring(Entity entity, double[] values) {}
}
