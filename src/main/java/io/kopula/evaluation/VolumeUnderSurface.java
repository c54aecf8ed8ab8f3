package io.kopula.evaluation;

import java.util.Arrays;

/**
 * VUS-PR of Paparrizos et al., "Volume Under the Surface" (VLDB 2022), with the numbers of the
 * reference implementation in TSB-AD (NeurIPS 2024).
 *
 * <p>For every buffer w the labels fade out over w/2 steps on both sides of an incident; average
 * precision is taken over 250 thresholds at equal spacing in rank, with recall weighted by the
 * share of incidents touched, then averaged over all w. A step outside the incidents counts from
 * the threshold on that it reaches, so that one histogram over thresholds and one running sum serve
 * all of them: O(w · (steps near incidents + 250)).
 */
final class VolumeUnderSurface {
  private static final int THRESHOLDS = 250;

  private final Segments incidents;
  private final int positives;
  private final boolean[] labelled;

  /** Number of the first threshold that a step reaches. */
  private final int[] reached;

  /** Number of labelled steps for which a threshold is the first that they reach. */
  private final int[] labelledAt;

  /** Number of steps that reach a threshold. */
  private final int[] predicted;

  private VolumeUnderSurface(double[] scores, int[] ranked, Segments incidents) {
    this.incidents = incidents;
    labelled = new boolean[incidents.length()];
    for (int s = 0; s < incidents.count(); s++) {
      Arrays.fill(labelled, incidents.first(s), incidents.last(s) + 1, true);
    }
    reached = new int[scores.length];
    predicted = new int[THRESHOLDS];
    double spacing = (scores.length - 1) / (double) (THRESHOLDS - 1);
    int next = 0;
    for (int k = 0; k < THRESHOLDS; k++) {
      int rank = k == THRESHOLDS - 1 ? scores.length - 1 : (int) (k * spacing);
      double threshold = scores[ranked[rank]];
      while (next < ranked.length && scores[ranked[next]] >= threshold) {
        reached[ranked[next]] = k;
        next++;
      }
      predicted[k] = next;
    }
    labelledAt = new int[THRESHOLDS];
    for (int i = 0; i < labelled.length; i++) {
      if (labelled[i]) {
        labelledAt[reached[i]]++;
      }
    }
    positives = Arrays.stream(labelledAt).sum();
  }

  /**
   * @param ranked steps by falling score
   * @param buffer greatest buffer, steps
   */
  static double precisionRecall(double[] scores, int[] ranked, Segments incidents, int buffer) {
    VolumeUnderSurface surface = new VolumeUnderSurface(scores, ranked, incidents);
    double sum = 0;
    for (int width = 0; width <= buffer; width++) {
      sum += surface.averagePrecision(width);
    }
    return sum / (buffer + 1);
  }

  private double averagePrecision(int width) {
    double[] fadedFound = fadedLabelsByThreshold(width);
    int[] touched = new int[THRESHOLDS];
    int regions = countTouchedRegions(width, touched);
    double area = 0;
    double recallBefore = 0;
    double faded = 0;
    int found = 0;
    int regionsFound = 0;
    for (int k = 0; k < THRESHOLDS; k++) {
      faded += fadedFound[k];
      found += labelledAt[k];
      regionsFound += touched[k];
      double truePositives = found + faded;
      double wanted = positives + faded / 2;
      double recall = Math.min(truePositives / wanted, 1) * regionsFound / regions;
      area += (recall - recallBefore) * truePositives / predicted[k];
      recallBefore = recall;
    }
    return area;
  }

  private double[] fadedLabelsByThreshold(int width) {
    double[] faded = new double[labelled.length];
    int half = width / 2;
    for (int s = 0; s < incidents.count(); s++) {
      int last = incidents.last(s);
      for (int i = last + 1; i <= Math.min(last + half, labelled.length - 1); i++) {
        faded[i] += Math.sqrt(1 - (i - last) / (double) width);
      }
      int first = incidents.first(s);
      for (int i = Math.max(first - half, 0); i < first; i++) {
        faded[i] += Math.sqrt(1 - (first - i) / (double) width);
      }
    }
    double[] found = new double[THRESHOLDS];
    for (int i = 0; i < faded.length; i++) {
      if (faded[i] > 0 && !labelled[i]) {
        found[reached[i]] += Math.min(1, faded[i]);
      }
    }
    return found;
  }

  /**
   * Incidents whose buffers meet are one region; a region is found once any of its steps is.
   *
   * @return number of regions
   */
  private int countTouchedRegions(int width, int[] touched) {
    int half = width / 2;
    int regions = 0;
    int from = Math.max(incidents.first(0) - half, 0);
    for (int s = 0; s < incidents.count(); s++) {
      boolean isLast = s + 1 == incidents.count();
      int to = Math.min(incidents.last(s) + half, labelled.length - 1);
      if (isLast || incidents.last(s) + half < incidents.first(s + 1) - half) {
        int earliest = THRESHOLDS;
        for (int i = from; i <= to; i++) {
          earliest = Math.min(earliest, reached[i]);
        }
        touched[earliest]++;
        regions++;
        from = isLast ? from : incidents.first(s + 1) - half;
      }
    }
    return regions;
  }
}
