package io.kopula.window;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.source.SeriesSet;
import io.kopula.source.TimeSeries;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Joins the series of a group's variables on the group's {@code by} labels: one frame an entity.
 *
 * <ul>
 *   <li>A series that lacks some of the labels has an empty value for them, as in PromQL. One that
 *       lacks all of them belongs to no entity and is left out with a warning; without {@code by}
 *       labels every series belongs to the one entity.
 *   <li>Samples must lie on the grid, as those of an aligned range query do; others are left out
 *       with a warning. Nothing is moved or interpolated.
 *   <li>Where two series of a variable have the same labels and both a value at a step, that value
 *       is missing, with a warning that names the labels in which they differ: there is no telling
 *       which is meant, and their sum may be neither. Series that take turns, such as those of an
 *       instance and its successor, make one.
 *   <li>NaN and infinite samples are missing values.
 * </ul>
 *
 * Safe for use by several threads.
 */
final class FrameAssembler {
  private static final int MOST_NAMED = 3;

  private final List<String> by;
  private final List<String> variables;
  private final Grid grid;
  private final Map<Key, Row> rows = new HashMap<>();
  private final List<Row> found = new ArrayList<>(); // in the order of the first answers
  private final Map<Integer, List<String>> warnings = new TreeMap<>(); // by variable

  FrameAssembler(List<String> by, List<String> variables, Grid grid) {
    this.by = List.copyOf(by);
    this.variables = List.copyOf(variables);
    this.grid = grid;
  }

  /** Adds the series of one variable; once for each, in any order. */
  synchronized void add(int variable, SeriesSet answer) {
    Joining joining = new Joining(variable);
    answer.series().forEach(joining::add);
    List<String> told = new ArrayList<>(answer.warnings());
    joining.report(told);
    warnings.put(variable, told);
  }

  /** One frame an entity, sorted. */
  synchronized List<Frame> frames() {
    // sorted by an identity that is made once each: comparing entities would make it every time
    TreeMap<String, Frame> frames = new TreeMap<>();
    for (Row row : found) {
      Entity entity = entity(row.key);
      frames.put(entity.id(), Frame.of(entity, variables, grid, row.values));
    }
    return List.copyOf(frames.values());
  }

  synchronized List<String> warnings() {
    List<String> all = new ArrayList<>();
    warnings.forEach(
        (variable, told) -> told.forEach(each -> all.add(variables.get(variable) + ": " + each)));
    return List.copyOf(all);
  }

  private Entity entity(Key key) {
    TreeMap<String, String> labels = new TreeMap<>();
    for (int i = 0; i < by.size(); i++) {
      labels.put(by.get(i), key.values[i]);
    }
    return new Entity(labels);
  }

  /** Values of the {@code by} labels: what each series is looked up by. */
  private static final class Key {
    private final String[] values;

    Key(String[] values) {
      this.values = values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Key key && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(values);
    }
  }

  /** One entity: its values, [steps, variables], and what is known of the variable under way. */
  private final class Row {
    private final Key key;
    private final int index = found.size();
    private final double[] values = new double[grid.length() * variables.size()];
    private int variable = -1;
    private @Nullable TimeSeries first;
    private @Nullable Overlap overlap;

    Row(Key key) {
      this.key = key;
      Arrays.fill(values, Double.NaN);
      found.add(this);
    }

    boolean isOf(Map<String, String> labels) {
      for (int i = 0; i < key.values.length; i++) {
        if (!key.values[i].equals(labels.getOrDefault(by.get(i), ""))) {
          return false;
        }
      }
      return true;
    }
  }

  /** Several series of a variable have a value at the same step. */
  private static final class Overlap {
    private final TreeMap<String, String> differing = new TreeMap<>();
    private final BitSet steps = new BitSet();

    void compare(Map<String, String> one, Map<String, String> other) {
      one.forEach(
          (name, value) -> {
            if (!value.equals(other.getOrDefault(name, ""))) {
              differing.put(name, value);
            }
          });
      other.forEach(
          (name, value) -> {
            if (!one.containsKey(name)) {
              differing.put(name, "");
            }
          });
    }

    @Override
    public String toString() {
      return String.join(", ", differing.keySet());
    }
  }

  /** The series of one variable under way. */
  private final class Joining {
    private final int variable;
    private final List<Row> conflicting = new ArrayList<>();
    private int next; // index of the row that the next series is likely to belong to
    private int withoutLabels;
    private long offGrid;

    Joining(int variable) {
      this.variable = variable;
    }

    void add(TimeSeries series) {
      Row row = row(series.labels());
      if (row == null) {
        withoutLabels++;
        return;
      }
      next = row.index + 1;
      TimeSeries first = row.first;
      if (row.variable != variable || first == null) {
        row.variable = variable;
        row.first = series;
        row.overlap = null;
        fill(row, series);
      } else {
        fillUp(row, first, series);
      }
    }

    /** Answers mostly have the same entities in the same order. */
    private @Nullable Row row(Map<String, String> labels) {
      if (next < found.size() && found.get(next).isOf(labels)) {
        return found.get(next);
      }
      Key key = key(labels);
      return key == null ? null : rows.computeIfAbsent(key, Row::new);
    }

    /** An empty value where a series has no such label; null where it has none of them. */
    private @Nullable Key key(Map<String, String> labels) {
      String[] key = new String[by.size()];
      boolean any = key.length == 0;
      for (int i = 0; i < key.length; i++) {
        key[i] = labels.getOrDefault(by.get(i), "");
        any |= !key[i].isEmpty();
      }
      return any ? new Key(key) : null;
    }

    private void fill(Row row, TimeSeries series) {
      for (int i = 0; i < series.length(); i++) {
        int step = step(series.millis(i));
        if (step >= 0) {
          row.values[slot(step)] = series.value(i);
        }
      }
    }

    /** A further series of the entity: fills gaps; where both have a value there is none. */
    private void fillUp(Row row, TimeSeries first, TimeSeries further) {
      boolean overlaps = false;
      for (int i = 0; i < further.length(); i++) {
        int step = step(further.millis(i));
        if (step >= 0 && Double.isFinite(further.value(i))) {
          int slot = slot(step);
          if (isConflict(row, step) || Double.isFinite(row.values[slot])) {
            overlap(row).steps.set(step);
            row.values[slot] = Double.NaN;
            overlaps = true;
          } else {
            row.values[slot] = further.value(i);
          }
        }
      }
      if (overlaps) {
        overlap(row).compare(first.labels(), further.labels());
      }
    }

    private boolean isConflict(Row row, int step) {
      return row.overlap != null && row.overlap.steps.get(step);
    }

    private Overlap overlap(Row row) {
      Overlap overlap = row.overlap;
      if (overlap == null) {
        overlap = new Overlap();
        row.overlap = overlap;
        conflicting.add(row);
      }
      return overlap;
    }

    private int slot(int step) {
      return step * variables.size() + variable;
    }

    /** Index on the grid, -1 where there is none. */
    private int step(long millis) {
      long distance = millis - grid.startMillis();
      long step = distance / grid.stepMillis();
      if (distance < 0 || step >= grid.length() || step * grid.stepMillis() != distance) {
        offGrid++;
        return -1;
      }
      return (int) step;
    }

    void report(List<String> told) {
      if (withoutLabels > 0) {
        told.add(withoutLabels + " series have none of the labels " + by + ": left out");
      }
      if (offGrid > 0) {
        told.add(offGrid + " samples are not at a step of " + grid.step() + ": left out");
      }
      List<String> conflicts =
          conflicting.stream()
              .map(row -> entity(row.key) + " (they differ in " + row.overlap + ")")
              .toList();
      if (!conflicts.isEmpty()) {
        int named = Math.min(MOST_NAMED, conflicts.size());
        told.add(
            "several series for "
                + String.join(", ", conflicts.subList(0, named))
                + (conflicts.size() > named ? " and " + (conflicts.size() - named) + " more" : "")
                + ": values left out where they overlap; aggregate by "
                + by);
      }
    }
  }
}
