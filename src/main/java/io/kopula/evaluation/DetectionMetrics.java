package io.kopula.evaluation;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * How well a score tells labelled steps from the others, over all thresholds. All values are 0..1,
 * higher is better; they are NaN where nothing or everything is labelled.
 *
 * @param aucPr average precision, as scikit-learn defines it
 * @param aucRoc area under the receiver operating characteristic
 * @param vusPr volume under the precision-recall surface: average precision that forgives being
 *     near an incident, averaged over buffers of 0 to the greatest one
 * @param bestF1 best F1 over all thresholds
 * @param pointAdjustedF1 best F1 when a single alarm counts as the whole incident found. Inflated:
 *     a random score reaches 0.66 and more on real data
 */
public record DetectionMetrics(
    double aucPr, double aucRoc, double vusPr, double bestF1, double pointAdjustedF1) {
  /** The greatest buffer of {@link #vusPr} unless told otherwise, steps. */
  public static final int DEFAULT_BUFFER = 100;

  private static final DetectionMetrics UNDEFINED =
      new DetectionMetrics(Double.NaN, Double.NaN, Double.NaN, Double.NaN, Double.NaN);

  public static DetectionMetrics of(double[] scores, boolean[] labels) {
    return of(scores, labels, DEFAULT_BUFFER);
  }

  /**
   * @param scores [steps], higher is more anomalous, no NaN
   * @param labels [steps], true within an incident
   * @param buffer greatest buffer of the volume under the surface, steps
   * @throws IllegalArgumentException if the lengths differ, a score is NaN or the buffer negative
   */
  public static DetectionMetrics of(double[] scores, boolean[] labels, int buffer) {
    check(scores, labels, buffer);
    int positives = (int) IntStream.range(0, labels.length).filter(i -> labels[i]).count();
    if (positives == 0 || positives == labels.length) {
      return UNDEFINED;
    }
    int[] ranked = descending(scores);
    Segments incidents = Segments.of(labels);
    int[] lengthFoundAt = lengthOfIncidentsByPeak(ranked, incidents);
    Sweep sweep = new Sweep(positives, labels.length - positives);
    for (int i = 0; i < ranked.length; i++) {
      sweep.add(labels[ranked[i]], lengthFoundAt[ranked[i]]);
      if (i + 1 == ranked.length || scores[ranked[i]] != scores[ranked[i + 1]]) {
        sweep.threshold();
      }
    }
    return new DetectionMetrics(
        sweep.averagePrecision,
        sweep.areaUnderRoc,
        VolumeUnderSurface.precisionRecall(scores, ranked, incidents, buffer),
        sweep.bestF1,
        sweep.bestPointAdjustedF1);
  }

  private static void check(double[] scores, boolean[] labels, int buffer) {
    if (scores.length != labels.length) {
      throw new IllegalArgumentException(
          "scores: expected one for each of " + labels.length + " labels, found " + scores.length);
    }
    if (buffer < 0) {
      throw new IllegalArgumentException("buffer: expected 0 or more, found " + buffer);
    }
    for (int i = 0; i < scores.length; i++) {
      if (Double.isNaN(scores[i])) {
        throw new IllegalArgumentException("scores[" + i + "]: expected a number, found NaN");
      }
    }
  }

  /** Steps by falling score, those of equal score in order of time. */
  static int[] descending(double[] scores) {
    return IntStream.range(0, scores.length)
        .boxed()
        .sorted((a, b) -> Double.compare(scores[b] + 0.0, scores[a] + 0.0))
        .mapToInt(Integer::intValue)
        .toArray();
  }

  /** At the step where an incident's score is highest, the incident's length; 0 elsewhere. */
  private static int[] lengthOfIncidentsByPeak(int[] ranked, Segments incidents) {
    int[] segmentOf = new int[ranked.length];
    Arrays.fill(segmentOf, -1);
    for (int s = 0; s < incidents.count(); s++) {
      Arrays.fill(segmentOf, incidents.first(s), incidents.last(s) + 1, s);
    }
    boolean[] seen = new boolean[incidents.count()];
    int[] length = new int[ranked.length];
    for (int step : ranked) {
      int segment = segmentOf[step];
      if (segment >= 0 && !seen[segment]) {
        seen[segment] = true;
        length[step] = incidents.last(segment) - incidents.first(segment) + 1;
      }
    }
    return length;
  }

  /** Lowers the threshold step by step and keeps the sums and the best values. */
  private static final class Sweep {
    private final int positives;
    private final int negatives;
    private int truePositives;
    private int falsePositives;
    private int adjustedTruePositives;
    private double recall;
    private double falsePositiveRate;
    private double averagePrecision;
    private double areaUnderRoc;
    private double bestF1;
    private double bestPointAdjustedF1;

    private Sweep(int positives, int negatives) {
      this.positives = positives;
      this.negatives = negatives;
    }

    private void add(boolean label, int lengthFound) {
      if (label) {
        truePositives++;
      } else {
        falsePositives++;
      }
      adjustedTruePositives += lengthFound;
    }

    private void threshold() {
      double recallNow = (double) truePositives / positives;
      double precision = (double) truePositives / (truePositives + falsePositives);
      averagePrecision += (recallNow - recall) * precision;
      double falsePositiveRateNow = (double) falsePositives / negatives;
      areaUnderRoc += (falsePositiveRateNow - falsePositiveRate) * (recallNow + recall) / 2;
      recall = recallNow;
      falsePositiveRate = falsePositiveRateNow;
      bestF1 = Math.max(bestF1, f1(truePositives));
      bestPointAdjustedF1 = Math.max(bestPointAdjustedF1, f1(adjustedTruePositives));
    }

    private double f1(int found) {
      return 2.0 * found / (positives + found + falsePositives);
    }
  }
}
