package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import io.kopula.model.graph.QuantileTable;
import io.kopula.testing.FactorModel;
import io.kopula.testing.JointDensity;
import java.util.Random;
import org.hipparchus.linear.CholeskyDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Fits to samples of known copulas, and the fitted density in double precision. */
class DependenceRecoveryTest {
  /**
   * @param degrees 0 for the Gaussian copula
   */
  @ParameterizedTest
  @CsvSource({
    "5, 3, 0, 2.9, 3.6",
    "5, 5, 0, 4.3, 5.8",
    "5, 5, 0.2, 4.3, 5.8",
    "5, 10, 0, 8, 13",
    "5, 0, 0, 30, 40",
    "20, 3, 0.2, 2.9, 3.4",
    "20, 6, 0.2, 5.3, 6.8",
    "20, 12, 0, 10, 14",
    "20, 0, 0.2, 30, 40"
  })
  void correlationAndDegreesAreRecovered(
      int size, int degrees, double missing, double least, double most) {
    FactorModel model = FactorModel.random(new Random(size), size, size / 2, 0.9);
    SampledRows rows = SampledRows.multivariate(model, degrees, 5000, missing, 5);
    assertRecovered(rows, model, least, most);
  }

  @ParameterizedTest
  @CsvSource({"5, 4, 3.4, 4.7", "20, 8, 7, 9.2", "5, 0, 30, 40"})
  void marginalsDoNotMatter(int size, int degrees, double least, double most) {
    FactorModel model = FactorModel.random(new Random(size), size, size / 2, 0.9);
    assertRecovered(SampledRows.copula(model, degrees, 4000, 5), model, least, most);
  }

  private static void assertRecovered(
      SampledRows rows, FactorModel model, double least, double most) {
    DependenceFit fit =
        DependenceFit.of(Dependence.STUDENT_T_COPULA, rows, Math.max(2, model.factors() + 1));
    DependenceFit gaussian =
        DependenceFit.of(Dependence.GAUSSIAN_COPULA, rows, Math.max(2, model.factors() + 1));
    RealMatrix known = model.correlation();
    for (int i = 0; i < model.size(); i++) {
      for (int j = 0; j < i; j++) {
        double exact = known.getEntry(i, j);
        assertThat(matrix(fit.correlation()).getEntry(i, j))
            .as("correlation of %s and %s", i, j)
            .isCloseTo(exact, within(0.07));
        assertThat(matrix(gaussian.correlation()).getEntry(i, j))
            .as("correlation of %s and %s, Gaussian copula", i, j)
            .isCloseTo(exact, within(0.07));
      }
    }
    assertThat(fit.degrees()).isBetween(least, most);
    assertThat(gaussian.target()).isEqualTo(QuantileTable.NORMAL);
  }

  @ParameterizedTest
  @CsvSource({"3", "7"})
  void theMultivariateStudentTHasTheDegreesOfItsMarginals(int degrees) {
    FactorModel model = FactorModel.equal(4, 0.6);
    SampledRows rows = SampledRows.multivariate(model, degrees, 500, 0, 5);
    DependenceFit fit = DependenceFit.of(Dependence.STUDENT_T, rows, 2);
    assertThat(fit.degrees()).isEqualTo(degrees);
    assertThat(fit.target()).isEqualTo(degrees);
  }

  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 4, 0.3",
    "GAUSSIAN, 6, 0",
    "GAUSSIAN_COPULA, 6, 0.4",
    "STUDENT_T, 6, 0.4",
    "STUDENT_T_COPULA, 3, 0",
    "STUDENT_T_COPULA, 8, 0.4",
    "STUDENT_T_COPULA, 30, 0.3"
  })
  void theCopulaIsJointDensityOverMarginals(Dependence kind, int size, double missing) {
    Random random = new Random(size);
    FactorModel model = FactorModel.random(random, size, 1 + size / 3, 0.95);
    DependenceFit fit =
        DependenceFit.of(kind, SampledRows.multivariate(model, 4, 300, missing, 5), 1 + size / 3);
    JointDensity joint = new JointDensity(matrix(fit.correlation()), fit.target());
    for (int row = 0; row < 50; row++) {
      double[] drawn = model.student(random, 3);
      float[] q = new float[size];
      double[] exact = new double[size];
      boolean[] present = new boolean[size];
      for (int j = 0; j < size; j++) {
        present[j] = random.nextDouble() >= missing;
        q[j] = present[j] ? (float) drawn[j] : 0;
        exact[j] = q[j];
      }
      assertThat(fit.energy(q, present))
          .isCloseTo(joint.copulaEnergy(exact, present), within(1e-6));
    }
    boolean[] all = new boolean[size];
    java.util.Arrays.fill(all, true);
    assertThat(fit.offset()).isCloseTo(joint.copulaEnergy(new double[size], all), within(1e-6));
  }

  /** Also where the data leave no full rank: copies, constants, fewer rows than variables. */
  @ParameterizedTest
  @CsvSource({"3, 1, 5", "12, 6, 5", "40, 20, 11", "6, 3, 2", "2, 1, 400", "190, 20, 60"})
  void everyFittedCorrelationHasUnitDiagonalAndAnInverse(int size, int factors, int count) {
    Random random = new Random(7);
    double[][] raw = new double[size][size];
    double[][] samples = new double[count][size];
    for (double[] row : samples) {
      for (int j = 0; j < size; j++) {
        row[j] = j % 3 == 1 ? row[j - 1] : j % 5 == 4 ? 0 : random.nextGaussian();
      }
    }
    for (int i = 0; i < size; i++) {
      for (int j = 0; j < size; j++) {
        double ij = 0;
        double ii = 1e-300;
        double jj = 1e-300;
        for (double[] row : samples) {
          ij += row[i] * row[j];
          ii += row[i] * row[i];
          jj += row[j] * row[j];
        }
        raw[i][j] = i == j ? 1 : ij / (Math.sqrt(ii) * Math.sqrt(jj));
      }
    }
    LowRankCorrelation fit = LowRankCorrelation.fit(raw, factors);
    RealMatrix r = matrix(fit);
    RealMatrix product = r.multiply(MatrixUtils.createRealMatrix(fit.precision()));
    for (int i = 0; i < size; i++) {
      assertThat(r.getEntry(i, i)).isCloseTo(1, within(1e-12));
      assertThat(fit.uniqueness(i))
          .isGreaterThanOrEqualTo(LowRankCorrelation.LEAST_UNIQUENESS - 1e-9);
      for (int j = 0; j < size; j++) {
        assertThat(product.getEntry(i, j)).isCloseTo(i == j ? 1 : 0, within(1e-8));
      }
    }
    double determinant = 0;
    RealMatrix root = new CholeskyDecomposition(r).getL(); // throws unless positive definite
    for (int i = 0; i < size; i++) {
      determinant += 2 * Math.log(root.getEntry(i, i));
    }
    assertThat(fit.logDeterminant()).isCloseTo(determinant, within(1e-7));
  }

  private static RealMatrix matrix(LowRankCorrelation fit) {
    RealMatrix matrix = MatrixUtils.createRealIdentityMatrix(fit.size());
    for (int i = 0; i < fit.size(); i++) {
      for (int j = 0; j < fit.size(); j++) {
        double sum = i == j ? fit.uniqueness(i) : 0;
        for (int f = 0; f < fit.factors(); f++) {
          sum += fit.loading(i, f) * fit.loading(j, f);
        }
        matrix.setEntry(i, j, sum);
      }
    }
    return matrix;
  }
}
