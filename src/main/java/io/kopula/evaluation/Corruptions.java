package io.kopula.evaluation;

import io.kopula.series.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Replacements for segments of a frame that keep each variable's own life plausible. */
final class Corruptions {
  /** A variable is eligible if the others explain this share of what its rhythm does not. */
  private static final double LEAST_EXPLAINED = 0.75;

  private static final double LEAST_CORRELATION = 0.5;

  /** Least mean change of a segment, in standard deviations from the rhythm. */
  private static final double LEAST_CHANGE = 1;

  /**
   * Share of a segment's steps that are changed by half of that at least: the others are normal.
   */
  private static final double LEAST_CHANGED = 0.75;

  private static final double LARGEST_USUAL_STEP = 0.99;
  private static final double RIDGE = 1e-3;
  private static final int SHORTEST_LAG = 6;
  private static final int LONGEST_LAG = 36;
  private static final int DRAWS = 8;

  private final Frame all;
  private final Rhythm rhythm;
  private final int day;
  private final List<Integer> eligible = new ArrayList<>();
  private final List<int[]> alike = new ArrayList<>();
  private final VariableLife[] lives;

  /**
   * @param fitted number of leading steps from which ranges, rhythm and dependence are taken
   */
  Corruptions(Frame all, int fitted) {
    this.all = all;
    Frame train = all.slice(0, fitted);
    rhythm = Rhythm.of(train);
    day = Rhythm.slots(all.grid());
    Frame residual = rhythm.residual(train);
    int width = all.variables().size();
    lives = new VariableLife[width];
    Gaussian dependence = Gaussian.of(Standardiser.of(residual).apply(residual), RIDGE);
    for (int v = 0; v < width; v++) {
      lives[v] = VariableLife.of(train, residual, v, LARGEST_USUAL_STEP);
      if (lives[v].deviation() > 0 && dependence.explained(v) >= LEAST_EXPLAINED) {
        eligible.add(v);
      }
    }
    Gaussian raw = Gaussian.of(Standardiser.of(train).apply(train), RIDGE);
    for (int v : eligible) {
      for (int w : eligible) {
        if (v < w && raw.correlation(v, w) >= LEAST_CORRELATION) {
          alike.add(new int[] {v, w});
        }
      }
    }
  }

  /** Variables that may be corrupted. */
  List<Integer> eligible() {
    return Collections.unmodifiableList(eligible);
  }

  /**
   * @param count most variables to corrupt
   * @return new values by variable; empty if none was found that keeps the rules
   */
  Map<Integer, double[]> draw(
      DependenceSuite.Kind kind, int from, int length, int count, Random random) {
    if (kind == DependenceSuite.Kind.EXCHANGED) {
      return exchanged(from, length, random);
    }
    List<Integer> candidates = new ArrayList<>(eligible);
    Collections.shuffle(candidates, random);
    Map<Integer, double[]> segments = new TreeMap<>();
    for (int v : candidates.subList(0, Math.min(count, candidates.size()))) {
      for (int draw = 0; draw < DRAWS && !segments.containsKey(v); draw++) {
        double[] segment =
            switch (kind) {
              case OTHER_DAY -> otherDay(v, from, length, random);
              case LAGGED ->
                  copy(
                      v,
                      from - SHORTEST_LAG - random.nextInt(LONGEST_LAG - SHORTEST_LAG + 1),
                      length);
              case FLIPPED -> flipped(v, from, length);
              case EXCHANGED -> throw new AssertionError(kind);
            };
        if (keepsTheRules(v, from, segment)) {
          segments.put(v, segment);
        }
      }
    }
    return segments;
  }

  private Map<Integer, double[]> exchanged(int from, int length, Random random) {
    Map<Integer, double[]> segments = new TreeMap<>();
    if (!alike.isEmpty()) {
      int[] pair = alike.get(random.nextInt(alike.size()));
      double[] first = inUnitsOf(pair[0], pair[1], from, length);
      double[] second = inUnitsOf(pair[1], pair[0], from, length);
      if (keepsTheRules(pair[0], from, first) && keepsTheRules(pair[1], from, second)) {
        segments.put(pair[0], first);
        segments.put(pair[1], second);
      }
    }
    return segments;
  }

  private double[] otherDay(int variable, int from, int length, Random random) {
    int earliest = -(from / day);
    int latest = (all.length() - length - from) / day;
    if (earliest == latest || !Rhythm.dayIsWholeSteps(all.grid())) {
      return new double[0];
    }
    int days = earliest + random.nextInt(latest - earliest);
    return copy(variable, from + (days >= 0 ? days + 1 : days) * day, length);
  }

  private double[] copy(int variable, int source, int length) {
    if (source < 0 || source + length > all.length()) {
      return new double[0];
    }
    return IntStream.range(source, source + length)
        .mapToDouble(i -> all.value(i, variable))
        .toArray();
  }

  private double[] flipped(int variable, int from, int length) {
    return IntStream.range(from, from + length)
        .mapToDouble(
            i -> 2 * rhythm.median(Rhythm.slot(all.grid(), i), variable) - all.value(i, variable))
        .toArray();
  }

  private double[] inUnitsOf(int variable, int other, int from, int length) {
    return Arrays.stream(copy(other, from, length))
        .map(value -> lives[variable].fromUnits(lives[other].toUnits(value)))
        .toArray();
  }

  private boolean keepsTheRules(int variable, int from, double[] segment) {
    int to = from + segment.length;
    if (segment.length == 0 || from == 0 || to >= all.length()) {
      return false;
    }
    VariableLife life = lives[variable];
    double change = 0;
    int changed = 0;
    for (int i = 0; i < segment.length; i++) {
      if (!life.isWithinRange(segment[i])) {
        return false;
      }
      double size = Math.abs(segment[i] - all.value(from + i, variable));
      change += size / segment.length;
      changed += size >= LEAST_CHANGE / 2 * life.deviation() ? 1 : 0;
    }
    return change >= LEAST_CHANGE * life.deviation()
        && changed >= LEAST_CHANGED * segment.length
        && life.isUsualStep(all.value(from - 1, variable), segment[0])
        && life.isUsualStep(segment[segment.length - 1], all.value(to, variable));
  }
}
