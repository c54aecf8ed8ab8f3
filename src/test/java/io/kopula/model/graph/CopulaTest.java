package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import io.kopula.testing.JointDensity;
import java.util.Random;
import org.hipparchus.linear.LUDecomposition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CopulaTest {
  private static final int ROWS = 40;

  /** Random rows with random gaps, quantiles from the middle to far out. */
  private static final class Rows {
    final float[][] quantiles;
    final float[][] mask;

    Rows(FactorModel model, double missing, long seed) {
      Random random = new Random(seed);
      quantiles = new float[ROWS][model.size()];
      mask = new float[ROWS][model.size()];
      for (int row = 0; row < ROWS; row++) {
        double[] drawn = model.student(random, 3);
        double stretch = row % 4 == 0 ? 5 : 1;
        for (int j = 0; j < model.size(); j++) {
          boolean present = random.nextDouble() >= missing;
          mask[row][j] = present ? 1 : 0;
          double own = row % 3 == 0 ? random.nextGaussian() : drawn[j];
          quantiles[row][j] = present ? (float) (stretch * own) : 0;
        }
      }
    }

    double[] values(int row) {
      double[] values = new double[quantiles[row].length];
      for (int j = 0; j < values.length; j++) {
        values[j] = quantiles[row][j];
      }
      return values;
    }

    boolean[] observed(int row) {
      boolean[] observed = new boolean[mask[row].length];
      for (int j = 0; j < observed.length; j++) {
        observed[j] = mask[row][j] == 1;
      }
      return observed;
    }
  }

  private static double exact(Dependence kind, CopulaRun run, Rows rows, int row) {
    return kind == Dependence.INDEPENDENT
        ? 0
        : run.reference().copulaEnergy(rows.values(row), rows.observed(row));
  }

  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 4, 2, 8, 0.3, 0.9",
    "GAUSSIAN, 5, 3, 8, 0.3, 0.9",
    "GAUSSIAN_COPULA, 12, 6, 8, 0.5, 0.97",
    "STUDENT_T, 1, 1, 4, 0.3, 0.9",
    "STUDENT_T, 6, 3, 2.5, 0.4, 0.97",
    "STUDENT_T_COPULA, 2, 1, 3, 0.3, 0.97",
    "STUDENT_T_COPULA, 8, 4, 12, 0, 0.97",
    "STUDENT_T_COPULA, 20, 10, 6, 0.2, 0.97",
    "STUDENT_T_COPULA, 60, 20, 40, 0.5, 0.97"
  })
  void energyIsJointDensityOverMarginalsOfWhatIsObserved(
      Dependence kind, int size, int factors, double degrees, double missing, double most) {
    FactorModel model = FactorModel.random(new Random(size), size, factors, most);
    Rows rows = new Rows(model, missing, 7);
    try (CopulaRun run = new CopulaRun(kind, model, degrees)) {
      float[] parts = run.parts(rows.quantiles, rows.mask);
      double[] energies = run.energies(rows.quantiles, rows.mask);
      for (int row = 0; row < ROWS; row++) {
        double exact = exact(kind, run, rows, row);
        assertThat(energies[row])
            .as("row %s", row)
            .isCloseTo(exact, within(2e-3 + 2e-4 * Math.abs(exact)));
        for (int j = 0; j < size; j++) {
          if (rows.mask[row][j] == 0) {
            assertThat(parts[row * size + j]).as("share of a missing variable").isZero();
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dependence.class)
  void aMissingVariableLeavesTheDensityOfTheOthers(Dependence kind) {
    FactorModel model = FactorModel.random(new Random(3), 5, 2, 0.95);
    int gone = 2;
    Rows whole = new Rows(model, 0, 11);
    Rows rest = new Rows(model.without(gone), 0, 11);
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < 4; j++) {
        rest.quantiles[row][j] = whole.quantiles[row][j < gone ? j : j + 1];
      }
      whole.quantiles[row][gone] = 0;
      whole.mask[row][gone] = 0;
    }
    try (CopulaRun five = new CopulaRun(kind, model, 5);
        CopulaRun four = new CopulaRun(kind, model.without(gone), 5)) {
      double[] withGap = five.energies(whole.quantiles, whole.mask);
      double[] without = four.energies(rest.quantiles, rest.mask);
      for (int row = 0; row < ROWS; row++) {
        assertThat(withGap[row]).as("row %s", row).isCloseTo(without[row], within(1e-3));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dependence.class)
  void oneVariableAloneHasNoDependence(Dependence kind) {
    FactorModel model = FactorModel.random(new Random(5), 4, 2, 0.95);
    Rows rows = new Rows(model, 0, 13);
    for (int row = 0; row < ROWS; row++) {
      for (int j = 0; j < 4; j++) {
        boolean present = row > 0 && j == row % 4; // in the first row nothing is observed
        rows.mask[row][j] = present ? 1 : 0;
        rows.quantiles[row][j] = present ? rows.quantiles[row][j] : 0;
      }
    }
    try (CopulaRun run = new CopulaRun(kind, model, 3)) {
      for (double energy : run.energies(rows.quantiles, rows.mask)) {
        assertThat(energy).isCloseTo(0, within(2e-4));
      }
    }
  }

  /** Over the unit square: u = G(sinh s), whose density and Jacobian are known. */
  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 0.5, 8",
    "GAUSSIAN, 0.5, 8",
    "GAUSSIAN_COPULA, 0.95, 8",
    "STUDENT_T, 0.5, 2.5",
    "STUDENT_T_COPULA, 0.01, 3",
    "STUDENT_T_COPULA, 0.7, 4",
    "STUDENT_T_COPULA, 0.97, 3",
    "STUDENT_T_COPULA, 0.9, 40"
  })
  void integratesToOneOverTheUnitSquare(Dependence kind, double correlation, double degrees) {
    try (CopulaRun run = new CopulaRun(kind, FactorModel.equal(2, correlation), degrees)) {
      int half = 95;
      double spacing = 0.1; // up to sinh 9.5 = 6,700
      int side = 2 * half + 1;
      float[][] quantiles = new float[side * side][2];
      float[][] mask = new float[side * side][2];
      double[] logWeight = new double[side * side];
      double[] log = new double[side];
      for (int i = 0; i < side; i++) {
        double s = (i - half) * spacing;
        log[i] = run.reference().logMarginal((float) Math.sinh(s)) + Math.log(Math.cosh(s));
      }
      for (int i = 0; i < quantiles.length; i++) {
        int first = i / side;
        int second = i % side;
        quantiles[i][0] = (float) Math.sinh((first - half) * spacing);
        quantiles[i][1] = (float) Math.sinh((second - half) * spacing);
        mask[i][0] = 1;
        mask[i][1] = 1;
        logWeight[i] = log[first] + log[second] + 2 * Math.log(spacing);
      }
      double[] energies = run.energies(quantiles, mask);
      double integral = 0;
      for (int i = 0; i < energies.length; i++) {
        integral += Math.exp(logWeight[i] - energies[i]);
      }
      assertThat(integral).isCloseTo(1, within(1e-3));
    }
  }

  /** So that what is above the expectation stays 0 in the mean, whatever goes missing. */
  @ParameterizedTest
  @CsvSource({"GAUSSIAN_COPULA, 0.4", "STUDENT_T_COPULA, 0", "STUDENT_T, 0.3"})
  void theFormIsThatOfTheObservedAndFallsWithWhatIsMissing(Dependence kind, double missing) {
    FactorModel model = FactorModel.random(new Random(21), 6, 3, 0.97);
    Rows rows = new Rows(model, missing, 22);
    try (CopulaRun run = new CopulaRun(kind, model, 5)) {
      double[] forms = run.forms(rows.quantiles, rows.mask);
      for (int row = 0; row < ROWS; row++) {
        double expected = run.reference().form(rows.values(row), rows.observed(row));
        assertThat(forms[row]).isCloseTo(expected, within(1e-3 * (1 + expected)));
        rows.mask[row][row % 6] = 0;
        rows.quantiles[row][row % 6] = 0;
      }
      double[] fewer = run.forms(rows.quantiles, rows.mask);
      for (int row = 0; row < ROWS; row++) {
        assertThat(fewer[row]).isLessThanOrEqualTo(forms[row] * 1.001 + 1e-3);
      }
    }
  }

  @Test
  void manyDegreesOfFreedomApproachTheGaussianCopula() {
    FactorModel model = FactorModel.random(new Random(9), 4, 2, 0.9);
    Rows rows = new Rows(model, 0.2, 17);
    for (float[] row : rows.quantiles) {
      for (int j = 0; j < row.length; j++) {
        row[j] = Math.max(-3, Math.min(3, row[j]));
      }
    }
    double[] gaussian;
    try (CopulaRun run = new CopulaRun(Dependence.GAUSSIAN_COPULA, model, 8)) {
      gaussian = run.energies(rows.quantiles, rows.mask);
    }
    double[] distances = new double[3];
    double[] degrees = {25, 100, 400};
    for (int i = 0; i < degrees.length; i++) {
      try (CopulaRun run = new CopulaRun(Dependence.STUDENT_T_COPULA, model, degrees[i])) {
        double[] energies = run.energies(rows.quantiles, rows.mask);
        for (int row = 0; row < ROWS; row++) {
          distances[i] = Math.max(distances[i], Math.abs(energies[row] - gaussian[row]));
        }
      }
    }
    // The difference is of the order of 1 / v.
    assertThat(distances[1]).isLessThan(distances[0] / 2.5);
    assertThat(distances[2]).isLessThan(distances[1] / 2.5);
    double least = 0;
    for (int row = 0; row < ROWS; row++) {
      JointDensity limit = new JointDensity(model.correlation(), 1e7);
      double distance = limit.copulaEnergy(rows.values(row), rows.observed(row)) - gaussian[row];
      least = Math.max(least, Math.abs(distance));
    }
    assertThat(least).isLessThan(1e-3);
  }

  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 3, 2, 8, 0.3",
    "GAUSSIAN_COPULA, 6, 3, 8, 0.4",
    "STUDENT_T, 4, 2, 2.05, 0.5",
    "STUDENT_T_COPULA, 1, 1, 3, 0.3",
    "STUDENT_T_COPULA, 8, 4, 4, 0.4",
    "STUDENT_T_COPULA, 20, 10, 40, 0.2"
  })
  void mediansAndBandsAreThoseOfTheConditionalDistribution(
      Dependence kind, int size, int factors, double degrees, double missing) {
    FactorModel model = FactorModel.random(new Random(size), size, factors, 0.97);
    Rows rows = new Rows(model, missing, 19);
    try (CopulaRun run = new CopulaRun(kind, model, degrees)) {
      float[] medians = run.medians(rows.quantiles, rows.mask);
      float[] halves = run.halves(rows.quantiles, rows.mask);
      for (int row = 0; row < ROWS; row++) {
        for (int j = 0; j < size; j++) {
          var exact =
              kind == Dependence.INDEPENDENT
                  ? new JointDensity.Conditional(0, 1, Double.POSITIVE_INFINITY)
                  : run.reference().conditional(j, rows.values(row), rows.observed(row));
          double scale = 1 + Math.abs(exact.location());
          assertThat(medians[row * size + j])
              .as("median of %s in row %s", j, row)
              .isCloseTo((float) exact.location(), within((float) (2e-3 * scale)));
          double half = exact.quantile(0.95) - exact.location();
          assertThat(halves[row * size + j])
              .as("half width of %s in row %s", j, row)
              .isCloseTo((float) half, within((float) (0.01 * half)));
        }
      }
    }
  }

  /** Exact but for a constant of the mask, log|R_oo| - log|R|, halved. */
  @ParameterizedTest
  @CsvSource({
    "INDEPENDENT, 4, 2, 8, 0.3",
    "GAUSSIAN, 6, 3, 8, 0",
    "GAUSSIAN_COPULA, 6, 3, 8, 0.3",
    "STUDENT_T, 6, 3, 3, 0.3",
    "STUDENT_T_COPULA, 8, 4, 5, 0",
    "STUDENT_T_COPULA, 8, 4, 5, 0.3",
    "STUDENT_T_COPULA, 20, 10, 20, 0.3"
  })
  void trainingSeesTheSameDensity(
      Dependence kind, int size, int factors, double degrees, double missing) {
    FactorModel model = FactorModel.random(new Random(size), size, factors, 0.9);
    Rows rows = new Rows(model, missing, 23);
    try (CopulaRun run = new CopulaRun(kind, model, degrees)) {
      float[] energies = run.trainingEnergies(rows.quantiles, rows.mask);
      for (int row = 0; row < ROWS; row++) {
        double exact = exact(kind, run, rows, row);
        if (kind != Dependence.INDEPENDENT) {
          exact += 0.5 * logDeterminant(model, rows.observed(row));
        }
        assertThat((double) energies[row])
            .as("row %s", row)
            .isCloseTo(exact, within(5e-3 + 1e-2 * Math.abs(exact)));
      }
    }
  }

  /** log|R| - log|R_oo| */
  private static double logDeterminant(FactorModel model, boolean[] observed) {
    int[] present =
        java.util.stream.IntStream.range(0, observed.length).filter(i -> observed[i]).toArray();
    double whole = Math.log(new LUDecomposition(model.correlation()).getDeterminant());
    return present.length == 0
        ? whole
        : whole
            - Math.log(
                new LUDecomposition(model.correlation().getSubMatrix(present, present))
                    .getDeterminant());
  }
}
