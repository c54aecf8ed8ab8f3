package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import io.kopula.testing.JointDensity;
import java.util.Random;
import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MarginalsTest {
  private static final double[] DEGREES = {2.1, 3, 8, 49};

  private static float[][] filled(int rows, int columns, float value) {
    float[][] filled = new float[rows][columns];
    for (float[] row : filled) {
      java.util.Arrays.fill(row, value);
    }
    return filled;
  }

  @Test
  void energyIsThatOfTheScaledStudentT() {
    Random random = new Random(1);
    int rows = 200;
    float[][] z = new float[rows][4];
    float[][] scale = new float[rows][4];
    float[][] mask = new float[rows][4];
    for (int row = 0; row < rows; row++) {
      for (int j = 0; j < 4; j++) {
        scale[row][j] = (float) Math.exp(2 * random.nextGaussian());
        mask[row][j] = random.nextInt(4) == 0 ? 0 : 1;
        z[row][j] = mask[row][j] * (float) (random.nextGaussian() * Math.exp(row / 40.0));
      }
    }
    try (MarginalsRun run = new MarginalsRun(Dependence.STUDENT_T_COPULA, 4, 6, DEGREES)) {
      float[] energies = run.energies(z, scale, mask);
      for (int row = 0; row < rows; row++) {
        for (int j = 0; j < 4; j++) {
          double exact =
              mask[row][j] == 0
                  ? 0
                  : Math.log(scale[row][j]) - new TDistribution(DEGREES[j]).logDensity(z[row][j]);
          assertThat((double) energies[row * 4 + j])
              .as("row %s, variable %s", row, j)
              .isCloseTo(exact, within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {0.02f, 1f, 7f})
  void eachIntegratesToOneOverItsValues(float scale) {
    double spacing = 0.05;
    int rows = 501; // up to sinh 12.5 = 134,000
    float[][] z = new float[rows][4];
    for (int row = 0; row < rows; row++) {
      java.util.Arrays.fill(z[row], (float) Math.sinh((row - 250) * spacing));
    }
    for (Dependence kind : new Dependence[] {Dependence.INDEPENDENT, Dependence.GAUSSIAN}) {
      try (MarginalsRun run = new MarginalsRun(kind, 4, QuantileTable.NORMAL, DEGREES)) {
        float[] energies = run.energies(z, filled(rows, 4, scale), filled(rows, 4, 1));
        for (int j = 0; j < 4; j++) {
          double integral = 0;
          for (int row = 0; row < rows; row++) {
            double dx = scale * spacing * Math.cosh((row - 250) * spacing);
            integral += Math.exp(-energies[row * 4 + j]) * dx;
          }
          assertThat(integral).as("%s, variable %s", kind, j).isCloseTo(1, within(1e-4));
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"Infinity", "3", "20"})
  void quantilesAreThoseOfTheCopulasMarginalAndLeadBack(double target) {
    double[] values = {-40, -6, -2, -0.7, -0.02, 0, 0.1, 0.5, 1, 1.5, 3, 5, 12};
    float[][] z = new float[values.length][4];
    for (int row = 0; row < values.length; row++) {
      java.util.Arrays.fill(z[row], (float) values[row]);
    }
    try (MarginalsRun run = new MarginalsRun(Dependence.STUDENT_T_COPULA, 4, target, DEGREES)) {
      float[] quantiles = run.quantiles(z);
      float[][] rows = new float[values.length][4];
      for (int i = 0; i < quantiles.length; i++) {
        rows[i / 4][i % 4] = quantiles[i];
        double value = -Math.abs(values[i / 4]); // the lower tail keeps its digits
        double exact =
            -Math.signum(values[i / 4])
                * quantile(target, new TDistribution(DEGREES[i % 4]).cumulativeProbability(value));
        if (Math.abs(exact) < 1e3) {
          assertThat((double) quantiles[i])
              .as("quantile of %s at %s", values[i / 4], DEGREES[i % 4])
              .isCloseTo(exact, within(1e-3 * (1 + Math.abs(exact))));
        }
      }
      float[] back = run.innovations(rows);
      for (int i = 0; i < back.length; i++) {
        if (Math.abs(quantiles[i]) < 1e3) {
          assertThat((double) back[i])
              .as("innovation of %s at %s", quantiles[i], DEGREES[i % 4])
              .isCloseTo(values[i / 4], within(2e-3 * (1 + Math.abs(values[i / 4]))));
        }
      }
    }
  }

  private static double quantile(double degrees, double probability) {
    RealDistribution distribution =
        Double.isInfinite(degrees) ? new NormalDistribution() : new TDistribution(degrees);
    return distribution.inverseCumulativeProbability(probability);
  }

  /** Marginals times copula, over the values of two variables of different tails and scales. */
  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 0.5, 8, 2.5, 30",
    "GAUSSIAN, 0.8, 8, 8, 8",
    "STUDENT_T, 0.8, 3.5, 3.5, 3.5",
    "GAUSSIAN_COPULA, 0.8, 8, 3, 12",
    "GAUSSIAN_COPULA, 0.95, 8, 2.3, 45",
    "STUDENT_T_COPULA, 0.3, 3, 3, 12",
    "STUDENT_T_COPULA, 0.8, 4, 30, 2.5",
    "STUDENT_T_COPULA, 0.95, 20, 5, 5"
  })
  void marginalsTimesCopulaIntegrateToOne(
      Dependence kind, double correlation, double degrees, double first, double second) {
    int half = 75;
    double spacing = 0.1; // up to sinh 7.5 = 900; innovations end at 1,000
    int side = 2 * half + 1;
    float[][] z = new float[side * side][2];
    float[][] scale = new float[side * side][2];
    double[] area = new double[side * side];
    for (int i = 0; i < z.length; i++) {
      double s = (i / side - half) * spacing;
      double t = (i % side - half) * spacing;
      z[i] = new float[] {(float) Math.sinh(s), (float) Math.sinh(t)};
      scale[i] = new float[] {0.3f, 4f};
      area[i] = 0.3 * 4 * spacing * spacing * Math.cosh(s) * Math.cosh(t);
    }
    double integral = 0;
    double[] energies = energies(kind, correlation, degrees, z, scale, first, second);
    for (int i = 0; i < energies.length; i++) {
      integral += Math.exp(-energies[i]) * area[i];
    }
    assertThat(integral).isCloseTo(1, within(2e-3));
  }

  /** Energies of the joint density of two variables. */
  private static double[] energies(
      Dependence kind,
      double correlation,
      double degrees,
      float[][] z,
      float[][] scale,
      double... marginal) {
    boolean one = kind == Dependence.STUDENT_T || kind == Dependence.GAUSSIAN;
    double[] own = one ? new double[] {marginal[0]} : marginal;
    double target = FittedWeights.target(kind, degrees);
    try (MarginalsRun marginals = new MarginalsRun(kind, 2, target, own);
        CopulaRun copula = new CopulaRun(kind, FactorModel.equal(2, correlation), degrees)) {
      float[][] mask = filled(z.length, 2, 1);
      float[] quantiles = marginals.quantiles(z);
      float[][] rows = new float[z.length][2];
      for (int i = 0; i < quantiles.length; i++) {
        rows[i / 2][i % 2] = quantiles[i];
      }
      float[] single = marginals.energies(z, scale, mask);
      double[] energies = copula.energies(rows, mask);
      for (int i = 0; i < single.length; i++) {
        energies[i / 2] += single[i];
      }
      return energies;
    }
  }

  @ParameterizedTest
  @CsvSource({"GAUSSIAN, Infinity", "STUDENT_T, 3.5"})
  void multivariateKindsAreTheMultivariateDistributionsThemselves(Dependence kind, double degrees) {
    Random random = new Random(5);
    float[][] z = new float[100][2];
    float[][] scale = new float[100][2];
    for (int row = 0; row < z.length; row++) {
      for (int j = 0; j < 2; j++) {
        z[row][j] = (float) (random.nextGaussian() * (1 + row / 20));
        scale[row][j] = (float) Math.exp(random.nextGaussian());
      }
    }
    double[] energies = energies(kind, 0.8, degrees, z, scale, degrees);
    JointDensity exact = new JointDensity(FactorModel.equal(2, 0.8).correlation(), degrees);
    for (int row = 0; row < z.length; row++) {
      double jacobian = Math.log(scale[row][0]) + Math.log(scale[row][1]);
      double wanted = jacobian - exact.log(z[row][0], z[row][1]);
      assertThat(energies[row])
          .as("row %s", row)
          .isCloseTo(wanted, within(1e-3 + 1e-4 * Math.abs(wanted)));
    }
  }
}
