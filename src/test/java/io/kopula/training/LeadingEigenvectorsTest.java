package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.MatrixUtils;
import org.junit.jupiter.api.Test;

class LeadingEigenvectorsTest {
  private static final int SIZE = 2 * LeadingEigenvectors.MOST_WHOLE;

  /** Three factors and noise: a correlation as it is estimated. */
  private static double[][] correlation(int size) {
    Random random = new Random(3);
    double[][] rows = new double[600][size];
    for (double[] row : rows) {
      double[] factors = random.doubles(3).map(u -> u - 0.5).toArray();
      for (int i = 0; i < size; i++) {
        row[i] = 6 * factors[i % 3] / (1 + i % 5) + random.nextGaussian();
      }
    }
    double[][] correlation = new double[size][size];
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        correlation[i][j] =
            product(rows, i, j) / Math.sqrt(product(rows, i, i) * product(rows, j, j));
      }
    }
    return correlation;
  }

  private static double product(double[][] rows, int i, int j) {
    return Arrays.stream(rows).mapToDouble(row -> row[i] * row[j]).sum();
  }

  @Test
  void agreeWithTheWholeDecomposition() {
    double[][] matrix = correlation(SIZE);
    LeadingEigenvectors leading = new LeadingEigenvectors(matrix, 6);
    for (double diagonal : new double[] {0.9, 0.5}) { // the second search begins where one ended
      double[] all = new double[SIZE];
      Arrays.fill(all, diagonal);
      leading.find(all);
      for (int i = 0; i < SIZE; i++) {
        matrix[i][i] = diagonal;
      }
      EigenDecompositionSymmetric whole =
          new EigenDecompositionSymmetric(MatrixUtils.createRealMatrix(matrix));
      for (int index = 0; index < 6; index++) {
        assertThat(leading.value(index)).isCloseTo(whole.getEigenvalue(index), within(1e-3));
      }
      for (int index = 0; index < 3; index++) {
        double cosine = 0;
        for (int i = 0; i < SIZE; i++) {
          cosine += leading.element(index, i) * whole.getEigenvector(index).getEntry(i);
        }
        assertThat(Math.abs(cosine)).as("vector %s", index).isCloseTo(1, within(1e-6));
      }
    }
  }

  @Test
  void negativeEigenvaluesAreNotTakenForLargeOnes() {
    double[][] matrix = new double[SIZE][SIZE]; // 0.5 twice, -0.5 twice, else 0
    for (int pair = 0; pair < 2; pair++) {
      matrix[2 * pair][2 * pair + 1] = 0.5;
      matrix[2 * pair + 1][2 * pair] = 0.5;
    }
    LeadingEigenvectors leading = new LeadingEigenvectors(matrix, 2);
    leading.find(new double[SIZE]);
    assertThat(leading.value(0)).isCloseTo(0.5, within(1e-4));
    assertThat(leading.value(1)).isCloseTo(0.5, within(1e-4));
  }

  @Test
  void aLargeMatrixTakesNoTimeToSpeakOf() {
    double[][] matrix = new double[1000][1000];
    Random random = new Random(8);
    for (int i = 0; i < 1000; i++) {
      for (int j = 0; j < i; j++) {
        matrix[i][j] = (i % 4 == j % 4 ? 0.5 : 0) + 0.02 * random.nextGaussian();
        matrix[j][i] = matrix[i][j];
      }
      matrix[i][i] = 1;
    }
    LowRankCorrelation fit = LowRankCorrelation.fit(matrix, 20);
    assertThat(fit.uniqueness(5)).isCloseTo(0.5, within(0.1));
  }

  @Test
  void theFormIsThatOfTheInverse() {
    LowRankCorrelation fit = LowRankCorrelation.fit(correlation(12), 3);
    double[][] precision = fit.precision();
    float[] q = new float[12];
    Random random = new Random(2);
    double expected = 0;
    for (int i = 0; i < 12; i++) {
      q[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < 12; i++) {
      for (int j = 0; j < 12; j++) {
        expected += q[i] * precision[i][j] * q[j];
      }
    }
    assertThat(fit.form().applyAsDouble(q)).isCloseTo(expected, within(1e-9));
  }
}
