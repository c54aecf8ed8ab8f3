package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import java.util.Random;
import org.hipparchus.linear.EigenDecompositionSymmetric;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;

class DependenceFitTest {
  /** Rows of a Student-t with three correlated variables and one of its own. */
  private static DependenceFit.Rows sample(double rho, double degrees, int count, boolean gaps) {
    Random random = new Random(5);
    double[][] rows = new double[count][4];
    boolean[][] present = new boolean[count][4];
    for (int row = 0; row < count; row++) {
      double chi = 0;
      for (int i = 0; i < (int) degrees; i++) {
        double g = random.nextGaussian();
        chi += g * g;
      }
      double mix = Math.sqrt(degrees / chi);
      double common = random.nextGaussian();
      for (int j = 0; j < 4; j++) {
        double own = random.nextGaussian();
        double value = j == 3 ? own : Math.sqrt(rho) * common + Math.sqrt(1 - rho) * own;
        present[row][j] = !gaps || random.nextDouble() > 0.2;
        rows[row][j] = present[row][j] ? mix * value : 0;
      }
    }
    return new DependenceFit.Rows() {
      @Override
      public int count() {
        return count;
      }

      @Override
      public int size() {
        return 4;
      }

      @Override
      public double innovation(int row, int variable) {
        return rows[row][variable];
      }

      @Override
      public boolean isPresent(int row, int variable) {
        return present[row][variable];
      }

      @Override
      public double degrees(int variable) {
        return degrees;
      }
    };
  }

  private static double correlation(LowRankCorrelation fit, int i, int j) {
    double sum = i == j ? fit.uniqueness(i) : 0;
    for (int f = 0; f < fit.factors(); f++) {
      sum += fit.loading(i, f) * fit.loading(j, f);
    }
    return sum;
  }

  @Test
  void recoversCorrelationAndDegreesOfAKnownCopula() {
    DependenceFit fit =
        DependenceFit.of(Dependence.STUDENT_T_COPULA, sample(0.7, 4, 20_000, false), 2);
    assertThat(correlation(fit.correlation(), 0, 1)).isCloseTo(0.7, within(0.05));
    assertThat(correlation(fit.correlation(), 1, 2)).isCloseTo(0.7, within(0.05));
    assertThat(correlation(fit.correlation(), 0, 3)).isCloseTo(0, within(0.05));
    assertThat(fit.degrees()).isBetween(3.0, 6.0);
  }

  @Test
  void lightTailsAreTold() {
    DependenceFit fit =
        DependenceFit.of(Dependence.STUDENT_T_COPULA, sample(0.5, 60, 10_000, false), 2);
    assertThat(fit.degrees()).isGreaterThanOrEqualTo(20);
  }

  @Test
  void gapsDoNotBiasTheCorrelation() {
    DependenceFit fit =
        DependenceFit.of(Dependence.STUDENT_T_COPULA, sample(0.7, 4, 20_000, true), 2);
    assertThat(correlation(fit.correlation(), 0, 2)).isCloseTo(0.7, within(0.06));
  }

  @Test
  void aCorrelationHasUnitDiagonalAndIsPositiveDefinite() {
    LowRankCorrelation fit =
        DependenceFit.of(Dependence.GAUSSIAN_COPULA, sample(0.97, 8, 2_000, false), 3)
            .correlation();
    RealMatrix matrix = matrix(fit);
    for (int i = 0; i < 4; i++) {
      assertThat(matrix.getEntry(i, i)).isCloseTo(1, within(1e-12));
    }
    for (double value : new EigenDecompositionSymmetric(matrix).getEigenvalues()) {
      assertThat(value).isPositive();
    }
  }

  @Test
  void woodburyAgreesWithTheDenseMatrix() {
    LowRankCorrelation fit =
        DependenceFit.of(Dependence.GAUSSIAN_COPULA, sample(0.6, 8, 2_000, false), 2).correlation();
    RealMatrix dense = matrix(fit);
    RealMatrix product = dense.multiply(MatrixUtils.createRealMatrix(fit.precision()));
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        assertThat(product.getEntry(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-9));
      }
    }
    assertThat(fit.logDeterminant())
        .isCloseTo(Math.log(new LUDecomposition(dense).getDeterminant()), within(1e-9));
  }

  private static RealMatrix matrix(LowRankCorrelation fit) {
    RealMatrix matrix = MatrixUtils.createRealMatrix(4, 4);
    for (int i = 0; i < 4; i++) {
      for (int j = 0; j < 4; j++) {
        matrix.setEntry(i, j, correlation(fit, i, j));
      }
    }
    return matrix;
  }
}
