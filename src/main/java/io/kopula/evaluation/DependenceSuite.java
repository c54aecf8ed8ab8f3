package io.kopula.evaluation;

import io.kopula.series.Frame;
import io.kopula.series.Interval;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Incidents that break nothing but how variables go together. Of each entity's training data, where
 * nothing is labelled, the first 60 % are for fitting; into the last 40 % segments are put in which
 * one or a few variables
 *
 * <ul>
 *   <li>show their own values from the same time of another day,
 *   <li>lag behind themselves,
 *   <li>deviate from their rhythm to the other side, or
 *   <li>are exchanged with an alike variable, each in the other's units.
 * </ul>
 *
 * <p>Only variables of which the others explain three quarters beyond the rhythm are chosen, since
 * elsewhere nothing is there to be broken; every corruption must move the variable clearly in most
 * of its steps, keep it within the range it has while fitting, and join the segment without a jump
 * that it would not make by itself.
 */
public final class DependenceSuite implements Dataset {
  private static final double FITTED_SHARE = 0.6;
  private static final double CORRUPTED_SHARE = 0.065;
  private static final int SHORTEST = 12;
  private static final int LONGEST = 72;
  private static final int MOST_VARIABLES = 4;
  private static final int ATTEMPTS = 500;

  private final Dataset normal;
  private final long seed;

  /**
   * @param normal whose training data are taken
   * @param seed of all choices; the same entity gets the same incidents whatever the others are
   */
  public DependenceSuite(Dataset normal, long seed) {
    this.normal = normal;
    this.seed = seed;
  }

  @Override
  public String name() {
    return normal.name() + "-dependence";
  }

  @Override
  public List<String> entities() {
    return normal.entities();
  }

  @Override
  public LabelledEntity load(String entity) throws IOException {
    return corrupt(entity, normal.load(entity).train(), seed ^ entity.hashCode());
  }

  /**
   * @throws DataException if no variables depend on each other enough
   */
  static LabelledEntity corrupt(String name, Frame all, long seed) throws DataException {
    int split = (int) (all.length() * FITTED_SHARE);
    Corruptions corruptions = new Corruptions(all, split);
    if (corruptions.eligible().isEmpty()) {
      throw new DataException(name + ": expected variables that depend on each other, found none");
    }
    Map<Integer, Placed> placed = new Placement(all, split, corruptions, new Random(seed)).place();
    return assemble(name, all, split, placed);
  }

  private static LabelledEntity assemble(
      String name, Frame all, int split, Map<Integer, Placed> placed) {
    int width = all.variables().size();
    Frame test = all.slice(split, all.length());
    double[] values = new double[test.length() * width];
    for (int i = 0; i < values.length; i++) {
      values[i] = test.value(i / width, i % width);
    }
    List<Incident> incidents = new ArrayList<>();
    placed.forEach(
        (from, segment) -> {
          List<String> culprits = new ArrayList<>();
          new TreeMap<>(segment.values())
              .forEach(
                  (variable, replaced) -> {
                    culprits.add(all.variables().get(variable));
                    for (int i = 0; i < replaced.length; i++) {
                      values[(from - split + i) * width + variable] = replaced[i];
                    }
                  });
          incidents.add(
              new Incident(
                  new Interval(all.grid().time(from), all.grid().time(from + segment.length() - 1)),
                  culprits));
        });
    return new LabelledEntity(
        name,
        all.slice(0, split),
        Frame.of(test.entity(), test.variables(), test.grid(), values),
        incidents);
  }

  /** How a segment is corrupted. */
  enum Kind {
    OTHER_DAY,
    LAGGED,
    FLIPPED,
    EXCHANGED
  }

  private record Placed(int length, Map<Integer, double[]> values) {}

  /** Finds places for segments, all kinds in turn, until enough steps are corrupted. */
  private static final class Placement {
    private final Frame all;
    private final int split;
    private final Corruptions corruptions;
    private final Random random;
    private final TreeMap<Integer, Placed> placed = new TreeMap<>();

    private Placement(Frame all, int split, Corruptions corruptions, Random random) {
      this.all = all;
      this.split = split;
      this.corruptions = corruptions;
      this.random = random;
    }

    private Map<Integer, Placed> place() {
      int wanted = (int) ((all.length() - split) * CORRUPTED_SHARE);
      Kind[] kinds = Kind.values();
      int corrupted = 0;
      int failed = 0;
      for (int turn = 0; corrupted < wanted && failed < kinds.length; turn++) {
        int found = place(kinds[turn % kinds.length]);
        failed = found == 0 ? failed + 1 : 0;
        corrupted += found;
      }
      return placed;
    }

    /**
     * @return length of the segment placed, 0 if none was found
     */
    private int place(Kind kind) {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        int length = SHORTEST + random.nextInt(LONGEST - SHORTEST + 1);
        int free = all.length() - split - length;
        if (free <= 0) {
          continue;
        }
        int from = split + random.nextInt(free);
        if (isClear(from, length)) {
          Map<Integer, double[]> values =
              corruptions.draw(kind, from, length, 1 + random.nextInt(MOST_VARIABLES), random);
          if (!values.isEmpty()) {
            placed.put(from, new Placed(length, values));
            return length;
          }
        }
      }
      return 0;
    }

    /** Whether a segment would keep its distance from those placed before. */
    private boolean isClear(int from, int length) {
      var before = placed.floorEntry(from);
      var after = placed.ceilingEntry(from);
      return (before == null || before.getKey() + before.getValue().length() + LONGEST <= from)
          && (after == null || from + length + LONGEST <= after.getKey());
    }
  }
}
