package io.kopula.explanation;

import io.kopula.scoring.Details;
import io.kopula.series.AnomalyKind;
import io.kopula.series.BrokenRelation;
import io.kopula.series.Contribution;
import io.kopula.series.Score;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/**
 * What an anomaly looks like, read off the variable that contributes most: how far it is from its
 * rhythm, in units of its usual deviation, over the last steps. Rules, each of which asks for clear
 * evidence; where none holds the kind is unclear.
 */
final class Kinds {
  /** Equal values that make a variable flat that used to vary. */
  private static final int FLAT_STEPS = 8;

  /** A variable varies if it changes at this share of its steps. */
  private static final double VARYING = 0.5;

  /** Share of the dependence part in a score that lets it be one of dependence, ... */
  private static final double MOSTLY_DEPENDENCE = 0.6;

  /** ... while the variable itself is no farther from its rhythm than this. */
  private static final double NEAR = 3;

  private static final int SPIKE_STEPS = 12;
  private static final int LONGEST_SPIKE = 3;
  private static final double SPIKE_DEVIATION = 4;

  private static final int LEVEL_STEPS = 10;
  private static final int LEAST_LEVEL_STEPS = 8;
  private static final double LEVEL_DEVIATION = 3;

  /** Values within so many standard deviations of their mean are usual at some time. */
  private static final double USUAL = 2;

  private Kinds() {}

  /**
   * @param relations the broken ones: what moves without those it belongs to is no matter of timing
   */
  static AnomalyKind of(Score score, Details details, List<BrokenRelation> relations) {
    int variable = largest(score.contributions());
    if (variable < 0) {
      return AnomalyKind.UNCLEAR;
    }
    String name = score.contributions().get(variable).variable();
    View view = new View(details, variable);
    if (view.isFlat()) {
      return AnomalyKind.FLAT;
    }
    boolean loose =
        relations.stream().anyMatch(r -> r.variable().equals(name) || r.other().equals(name));
    if ((loose && view.isUsualAtSomeTime())
        || (dependence(score) >= MOSTLY_DEPENDENCE && view.isNear())) {
      return AnomalyKind.DEPENDENCE;
    }
    if (view.isSpike()) {
      return AnomalyKind.SPIKE;
    }
    if (view.isLevel()) {
      return view.isUsualAtSomeTime() ? AnomalyKind.TIMING : AnomalyKind.LEVEL;
    }
    return AnomalyKind.UNCLEAR;
  }

  private static int largest(List<Contribution> contributions) {
    int largest = -1;
    for (int v = 0; v < contributions.size(); v++) {
      if (contributions.get(v).total() > 0
          && (largest < 0 || contributions.get(v).total() > contributions.get(largest).total())) {
        largest = v;
      }
    }
    return largest;
  }

  private static double dependence(Score score) {
    double highest = score.highest();
    return highest > 0
        ? score.contributions().stream().mapToDouble(Contribution::dependence).sum() / highest
        : 0;
  }

  /** One variable of a window. */
  private record View(Details details, int variable) {
    private long count(int last, IntPredicate is) {
      return last(last).filter(is).count();
    }

    private IntStream last(int count) {
      return IntStream.range(Math.max(0, details.window() - count), details.window())
          .filter(step -> details.isPresent(step, variable));
    }

    private double deviation(int step) {
      return details.deviation(step, variable);
    }

    boolean isNear() {
      return last(LONGEST_SPIKE).allMatch(step -> Math.abs(deviation(step)) <= NEAR);
    }

    /** Whether a few steps were far and it is over: before that it may be the start of anything. */
    boolean isSpike() {
      long far = count(SPIKE_STEPS, step -> Math.abs(deviation(step)) > SPIKE_DEVIATION);
      long near = count(SPIKE_STEPS, step -> Math.abs(deviation(step)) <= NEAR);
      return far >= 1
          && far <= LONGEST_SPIKE
          && near >= SPIKE_STEPS - LONGEST_SPIKE
          && last(1).allMatch(step -> Math.abs(deviation(step)) <= NEAR);
    }

    boolean isLevel() {
      long above = count(LEVEL_STEPS, step -> deviation(step) > LEVEL_DEVIATION);
      long below = count(LEVEL_STEPS, step -> deviation(step) < -LEVEL_DEVIATION);
      return Math.max(above, below) >= LEAST_LEVEL_STEPS;
    }

    boolean isUsualAtSomeTime() {
      return last(LEVEL_STEPS).allMatch(step -> Math.abs(details.scaled(step, variable)) <= USUAL);
    }

    boolean isFlat() {
      int[] present = last(details.window()).toArray();
      int equal = 1;
      while (equal < present.length && !changes(present, present.length - equal)) {
        equal++;
      }
      int before = present.length - equal;
      long changing = IntStream.range(1, before).filter(i -> changes(present, i)).count();
      return equal >= FLAT_STEPS
          && before > FLAT_STEPS
          && (double) changing >= VARYING * (before - 1);
    }

    /** Whether a value differs from the one before. */
    private boolean changes(int[] steps, int i) {
      return details.scaled(steps[i], variable) != details.scaled(steps[i - 1], variable);
    }
  }
}
