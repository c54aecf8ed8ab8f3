package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.MatrixUtils;
import org.hipparchus.linear.RealMatrix;
import org.hipparchus.linear.RealVector;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How far variables have come loose, against dense matrices in double precision. */
class CopulaLoosenessTest {
  private static final int ROWS = 40;

  /**
   * Minus the mutual information's quadratic forms: (F(all) - F(others) - F(own)) / 2, where F is
   * q'R^-1q of some observed places.
   */
  private static double exact(
      RealMatrix correlation, float[] q, float[] mask, int variable, int width) {
    double all = form(correlation, q, mask, place -> true);
    double others = form(correlation, q, mask, place -> place % width != variable);
    double own = form(correlation, q, mask, place -> place % width == variable);
    return (all - others - own) / 2;
  }

  private static double form(
      RealMatrix correlation, float[] q, float[] mask, IntPredicate counted) {
    int[] places =
        IntStream.range(0, q.length).filter(i -> mask[i] == 1 && counted.test(i)).toArray();
    if (places.length == 0) {
      return 0;
    }
    RealVector x =
        MatrixUtils.createRealVector(IntStream.of(places).mapToDouble(i -> q[i]).toArray());
    return x.dotProduct(
        new LUDecomposition(correlation.getSubMatrix(places, places)).getSolver().solve(x));
  }

  @ParameterizedTest
  @CsvSource({
    "GAUSSIAN, 2, 1, 1, 0, 0.99",
    "STUDENT_T_COPULA, 4, 1, 2, 0.3, 0.97",
    "GAUSSIAN_COPULA, 2, 3, 2, 0.2, 0.97",
    "STUDENT_T_COPULA, 4, 3, 5, 0, 0.97",
    "STUDENT_T_COPULA, 4, 3, 5, 0.4, 0.97",
    "STUDENT_T, 12, 3, 15, 0.5, 0.9"
  })
  void isWhatAValueTellsGivenTheOthersBeyondWhatItTellsAlone(
      Dependence kind, int width, int lags, int factors, double missing, double most) {
    long seed = width * 100L + lags;
    Random random = new Random(seed);
    FactorModel model = FactorModel.random(random, width * lags, factors, most);
    float[][] quantiles = new float[ROWS][width * lags];
    float[][] mask = new float[ROWS][width * lags];
    for (int row = 0; row < ROWS; row++) {
      double[] drawn = model.normal(random);
      for (int j = 0; j < drawn.length; j++) {
        mask[row][j] = random.nextDouble() < missing ? 0 : 1;
        double value = row % 2 == 0 ? drawn[j] : 2 * random.nextGaussian();
        quantiles[row][j] = (float) (mask[row][j] * value);
      }
    }
    mask[1] = new float[width * lags]; // nothing at all
    quantiles[1] = new float[width * lags];
    try (CopulaRun run = new CopulaRun(kind, model, 6)) {
      float[] found = run.looseness(quantiles, mask, lags);
      assertThat(found).hasSize(ROWS * width);
      for (int row = 0; row < ROWS; row++) {
        for (int j = 0; j < width; j++) {
          double exact = exact(model.correlation(), quantiles[row], mask[row], j, width);
          assertThat((double) found[row * width + j])
              .as("seed %s, row %s, variable %s", seed, row, j)
              .isCloseTo(exact, within(2e-3 + 2e-3 * Math.abs(exact)));
        }
      }
    }
  }

  @Test
  void whatGoesWithTheOthersIsNotLooseHoweverFarItGoes() {
    float[][] quantiles = {{4, 4, 4}, {4, 4, -4}, {0.2f, 0.1f, 0.2f}};
    float[][] mask = {{1, 1, 1}, {1, 1, 1}, {1, 1, 1}};
    try (CopulaRun run = new CopulaRun(Dependence.STUDENT_T_COPULA, FactorModel.equal(3, 0.9), 4)) {
      float[] loose = run.looseness(quantiles, mask, 1);
      assertThat(loose[0]).as("together, far out").isLessThan(-4f);
      assertThat(loose[5]).as("against the others").isGreaterThan(20f);
      assertThat(loose[5]).isGreaterThan(2 * Math.max(loose[3], loose[4]));
      assertThat(loose[6]).as("together, near the middle").isBetween(-0.5f, 0.5f);
    }
  }

  @Test
  void independentVariablesAreNeverLoose() {
    float[][] quantiles = {{4, -4, 1, 0}};
    float[][] mask = {{1, 1, 1, 0}};
    try (CopulaRun run = new CopulaRun(Dependence.INDEPENDENT, FactorModel.equal(4, 0), 4)) {
      for (float loose : run.looseness(quantiles, mask, 2)) {
        assertThat(loose).isCloseTo(0, within(1e-5f));
      }
    }
  }
}
