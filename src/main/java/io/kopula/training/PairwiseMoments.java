package io.kopula.training;

/**
 * Weighted second moments about zero, each pair's over the rows in which both are present. Only the
 * lower triangle is kept.
 */
final class PairwiseMoments {
  private final double[][] products;
  private final double[][] counts; // of rows that lack something
  private double complete; // weight of those that lack nothing

  private PairwiseMoments(int size) {
    products = new double[size][size];
    counts = new double[size][size];
  }

  /**
   * @param scores [rows, size], 0 where missing
   * @param weights [rows]
   */
  static PairwiseMoments of(float[][] scores, DependenceFit.Rows rows, double[] weights) {
    PairwiseMoments moments = new PairwiseMoments(rows.size());
    for (int row = 0; row < scores.length; row++) {
      moments.add(scores[row], DependenceFit.present(rows, row), weights[row]);
    }
    return moments;
  }

  private void add(float[] q, boolean[] present, double weight) {
    boolean isComplete = true;
    for (int i = 0; i < q.length; i++) {
      isComplete &= present[i];
      double weighted = weight * q[i];
      double[] row = products[i];
      for (int j = 0; weighted != 0 && j <= i; j++) {
        row[j] += weighted * q[j];
      }
    }
    if (isComplete) {
      complete += weight;
      return;
    }
    for (int i = 0; i < q.length; i++) {
      for (int j = 0; present[i] && j <= i; j++) {
        counts[i][j] += present[j] ? weight : 0;
      }
    }
  }

  /** Weight of the rows in which both are present. */
  double count(int i, int j) {
    return complete + counts[Math.max(i, j)][Math.min(i, j)];
  }

  /** Mean product; 0 where no row has both. */
  double mean(int i, int j) {
    double count = count(i, j);
    return count > 0 ? products[Math.max(i, j)][Math.min(i, j)] / count : 0;
  }
}
