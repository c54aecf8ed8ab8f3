package io.kopula.model.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.hipparchus.distribution.RealDistribution;
import org.hipparchus.distribution.continuous.NormalDistribution;
import org.hipparchus.distribution.continuous.TDistribution;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuantileTableTest {
  @ParameterizedTest
  @CsvSource({"3, 8", "8, 3", "4, Infinity", "20, Infinity", "2.5, 40", "6, 6"})
  void agreesWithTheExactQuantiles(double degrees, double target) {
    float[] knots = new QuantileTable(target).knots(degrees);
    RealDistribution from = new TDistribution(degrees);
    RealDistribution to =
        Double.isInfinite(target) ? new NormalDistribution() : new TDistribution(target);
    for (double z : new double[] {0, 0.1, 0.5, 1, 2, 5, 12}) {
      double exact = -to.inverseCumulativeProbability(from.cumulativeProbability(-z));
      assertThat(QuantileTable.quantile(knots, z))
          .as("quantile of %s", z)
          .isCloseTo(exact, within(2e-4 * Math.max(1, exact)));
      assertThat(QuantileTable.quantile(knots, -z)).isCloseTo(-exact, within(2e-4 * (1 + exact)));
    }
  }

  @ParameterizedTest
  @CsvSource({"3, Infinity", "50, 3"})
  void risesUntilQuantilesAreBeyondAllUse(double degrees, double target) {
    float[] knots = new QuantileTable(target).knots(degrees);
    for (int i = 1; i < knots.length; i++) {
      if (Math.sinh(knots[i]) < 1e4) {
        assertThat(knots[i]).isGreaterThan(knots[i - 1]);
      } else {
        assertThat(knots[i]).isGreaterThanOrEqualTo(knots[i - 1]);
      }
    }
    assertThat(QuantileTable.quantile(knots, 1e9)).isFinite();
  }
}
