package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.model.Dependence;
import io.kopula.testing.FactorModel;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapeFitTest {
  private static final int SIZE = 8;
  private static final int FACTORS = 2;

  private static ShapeFit fit(FactorModel model, double missing) {
    return ShapeFit.of(
        Dependence.STUDENT_T_COPULA, SampledRows.multivariate(model, 0, 6000, missing, 3), FACTORS);
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.2})
  void itRecoversACovarianceWhoseVariablesKeepAlikeMuchForThemselves(double missing) {
    FactorModel model = FactorModel.equal(SIZE, 0.6);
    ShapeFit fit = fit(model, missing);
    double[] deviations = fit.deviations();
    for (int i = 0; i < SIZE; i++) {
      assertThat(deviations[i]).isCloseTo(1, within(0.1));
      for (int j = 0; j < i; j++) {
        double shared = 0;
        for (int f = 0; f < FACTORS; f++) {
          shared += fit.correlation().loading(i, f) * fit.correlation().loading(j, f);
        }
        assertThat(shared).isCloseTo(0.6, within(0.1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dependence.class)
  void theCorrelationHasUnitDiagonalAndIsPositiveDefinite(Dependence kind) {
    FactorModel model = FactorModel.random(new Random(4), SIZE, FACTORS, 0.99);
    ShapeFit fit = ShapeFit.of(kind, SampledRows.multivariate(model, 4, 500, 0.1, 5), FACTORS);
    for (int i = 0; i < SIZE; i++) {
      assertThat(fit.correlation().uniqueness(i)).isGreaterThan(0).isLessThanOrEqualTo(1);
      assertThat(fit.deviations()[i]).isPositive();
    }
    assertThat(fit.correlation().logDeterminant()).isFinite().isLessThanOrEqualTo(1e-9);
  }

  @Test
  void noVariableKeepsLessThanTheMeanOfAll() {
    FactorModel model = FactorModel.random(new Random(6), SIZE, FACTORS, 0.99);
    ShapeFit fit = fit(model, 0);
    double[] own = new double[SIZE];
    for (int i = 0; i < SIZE; i++) {
      double deviation = fit.deviations()[i];
      own[i] = fit.correlation().uniqueness(i) * deviation * deviation;
    }
    double least = Arrays.stream(own).min().orElseThrow();
    long atLeast = Arrays.stream(own).filter(each -> each < least * 1.001).count();
    assertThat(atLeast).as("variables at the floor, of %s", Arrays.toString(own)).isGreaterThan(1);
  }

  @Test
  void anIncidentInAHundredRowsHardlyMovesIt() {
    FactorModel model = FactorModel.equal(SIZE, 0.6);
    DependenceFit.Rows clean = SampledRows.multivariate(model, 0, 3000, 0, 7);
    DependenceFit.Rows dirty =
        new DependenceFit.Rows() {
          @Override
          public int count() {
            return clean.count();
          }

          @Override
          public int size() {
            return SIZE;
          }

          @Override
          public double innovation(int row, int variable) {
            return row % 100 == 0
                ? (variable % 2 == 0 ? 15 : -15)
                : clean.innovation(row, variable);
          }

          @Override
          public boolean isPresent(int row, int variable) {
            return true;
          }

          @Override
          public double degrees(int variable) {
            return clean.degrees(variable);
          }
        };
    ShapeFit fit = ShapeFit.of(Dependence.STUDENT_T_COPULA, dirty, FACTORS);
    assertThat(fit.deviations()[0]).isCloseTo(1, within(0.25));
  }
}
