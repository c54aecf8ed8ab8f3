package io.kopula.scoring;

import io.kopula.series.Contribution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntPredicate;

/**
 * Shares the higher of an entity's scores out over its variables.
 *
 * <p>Two views say who is to blame. By values: the peaks of the horizons, each counting {@code (w_c
 * s_c)^2} of {@link ScoreFunction}, within each a variable as much as it adds; where horizons say
 * next to nothing, all channels. By relations: the fourth powers of how far each variable has come
 * loose. Values decide, for what is unusual itself is seldom innocent, unless the relations' score
 * is more than {@value #RELATIONS_LEAD} times the other. Each variable's contribution is then split
 * in proportion to what both views say of it, each times its score, into a marginal part and one of
 * dependence.
 */
final class ScoreShares {
  /** So many times the other score lets relations decide who is to blame. */
  private static final double RELATIONS_LEAD = 1.5;

  /** Horizons that give less than this share of the score's square do not decide. */
  private static final double LEAST_OF_HORIZONS = 0.001;

  private final Channels channels;
  private final ScoreFunction function;

  ScoreShares(Channels channels, ScoreFunction function) {
    this.channels = channels;
    this.function = function;
  }

  /**
   * @param weighed what {@link ScoreFunction#weighed} has given
   * @param value the score that {@link ScoreFunction#energy} comes to
   * @param relations the score that {@link ScoreFunction#looseness} comes to
   * @return one for each variable; they add up to the higher of both scores
   */
  List<Contribution> contributions(
      double[] weighed,
      double value,
      double relations,
      float[] evidence,
      int offset,
      float[] presence,
      List<String> variables) {
    View view = new View(weighed, evidence, offset, presence);
    double[] byValues = value > 0 ? view.values() : new double[channels.width()];
    double[] byRelations =
        relations > 0 ? view.of(channels.relations()) : new double[channels.width()];
    boolean related = relations > RELATIONS_LEAD * value;
    double highest = Math.max(value, relations);
    List<Contribution> contributions = new ArrayList<>(channels.width());
    for (int v = 0; v < channels.width(); v++) {
      double total = highest * (related ? byRelations : byValues)[v];
      double marginal = value * Math.max(0, byValues[v]);
      double dependence = relations * Math.max(0, byRelations[v]);
      double both = marginal + dependence;
      double share = both > 0 ? dependence / both : related ? 1 : 0;
      contributions.add(new Contribution(variables.get(v), total * (1 - share), total * share));
    }
    return contributions;
  }

  /** One window's evidence. */
  private final class View {
    private final double[] weighed;
    private final float[] evidence;
    private final int offset;
    private final float[] presence;

    View(double[] weighed, float[] evidence, int offset, float[] presence) {
      this.weighed = weighed;
      this.evidence = evidence;
      this.offset = offset;
      this.presence = presence;
    }

    /** Shares in the score of values; they add up to 1. */
    double[] values() {
      double all = weight(channel -> true);
      boolean horizons = weight(channels::isHorizonPeak) > LEAST_OF_HORIZONS * all;
      IntPredicate counts = horizons ? channels::isHorizonPeak : channel -> true;
      double total = weight(counts);
      double[] shares = new double[channels.width()];
      for (int channel = 0; channel < channels.relations(); channel++) {
        if (counts.test(channel)) {
          double share = total > 0 ? square(channel) / total : 0;
          double[] own = of(channel);
          for (int v = 0; v < shares.length; v++) {
            shares[v] += share * own[v];
          }
        }
      }
      return shares;
    }

    private double weight(IntPredicate counts) {
      double sum = 0;
      for (int channel = 0; channel < channels.relations(); channel++) {
        sum += counts.test(channel) ? square(channel) : 0;
      }
      return sum;
    }

    private double square(int channel) {
      return weighed[channel] * weighed[channel];
    }

    /** Shares in a channel; they add up to 1. */
    double[] of(int channel) {
      double[] counted = function.counted(channel, evidence, offset, presence);
      double[] own = new double[channels.width()];
      double[] there = new double[own.length];
      int from = channels.index(channel, 0, 0);
      for (int i = 0; i < counted.length; i++) {
        own[i % own.length] += counted[i];
        there[i % own.length] += presence[from + i];
      }
      return proportions(own, there);
    }
  }

  /**
   * Shares that add up to 1. Where what some add hardly exceeds what others take away, proportions
   * would be out of all bounds: only those that add are counted then. Where none adds, those that
   * are there share alike.
   */
  static double[] proportions(double[] own, double[] there) {
    double sum = 0;
    double positive = 0;
    double present = 0;
    for (int v = 0; v < own.length; v++) {
      sum += own[v];
      positive += Math.max(0, own[v]);
      present += there[v];
    }
    boolean none = positive <= 0;
    boolean all = sum > positive / 2;
    double total = none ? present : all ? sum : positive;
    double[] shares = new double[own.length];
    for (int v = 0; v < shares.length && total > 0; v++) {
      shares[v] = (none ? there[v] : all ? own[v] : Math.max(0, own[v])) / total;
    }
    return shares;
  }
}
