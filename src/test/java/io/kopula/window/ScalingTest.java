package io.kopula.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ScalingTest {
  private static Frame frame(double... values) {
    return Frame.of(Entity.of(Map.of()), List.of("x"), new Grid(0, 1000, values.length), values);
  }

  @Test
  void meanBecomesZeroAndADeviationAsinhOfOne() {
    Scaling scaling = Scaling.fit(frame(1, 2, 3, 4, 5));
    assertThat(scaling.scaled(3, 0)).isZero();
    assertThat(scaling.scaled(3 + Math.sqrt(2.5), 0))
        .isCloseTo(Math.log(1 + Math.sqrt(2)), within(1e-12));
  }

  @Test
  void unscaledIsTheInverse() {
    Scaling scaling = Scaling.fit(frame(10, 12, 9, 30));
    assertThat(scaling.unscaled(scaling.scaled(11.5, 0), 0)).isCloseTo(11.5, within(1e-9));
  }

  @Test
  void unscaledIsWithinWhatAModelSees() {
    Scaling scaling = Scaling.fit(frame(1, 2, 3, 4, 5));
    double far = scaling.unscaled(scaling.scaled(1e9, 0), 0);
    assertThat(far).isCloseTo(3 + 20 * Math.sqrt(2.5), within(1e-9));
    assertThat(scaling.unscaled(8.5, 0)).isCloseTo(far, within(1e-9));
    assertThat(scaling.unscaled(-8.5, 0)).isCloseTo(6 - far, within(1e-9));
  }

  @Test
  void gapsAreLeftOutAndStayGaps() {
    Scaling scaling = Scaling.fit(frame(1, Double.NaN, 3));
    assertThat(scaling.mean(0)).isEqualTo(2);
    assertThat(scaling.scaled(Double.NaN, 0)).isNaN();
  }

  @Test
  void extremesAreCut() {
    Scaling scaling = Scaling.fit(frame(0, 1));
    assertThat(scaling.scaled(1e300, 0)).isEqualTo(scaling.scaled(1e6, 0)).isLessThan(4);
  }

  @Test
  void constantAndEmptyVariablesHaveAPositiveScale() {
    assertThat(Scaling.fit(frame(7, 7, 7)).scale(0)).isCloseTo(0.007, within(1e-12));
    assertThat(Scaling.fit(frame(0, 0)).scale(0)).isEqualTo(1);
    assertThat(Scaling.fit(frame(Double.NaN)).scale(0)).isEqualTo(1);
  }

  @Test
  void aScaleMustBePositive() {
    assertThatThrownBy(() -> Scaling.of(new double[1], new double[1]))
        .hasMessageContaining("scale: expected a positive value, found 0.0");
  }

  /** Alternates between 1 and 3, with some other values. */
  private static double[] ordinary(int length, double... others) {
    double[] values = new double[length];
    for (int i = 0; i < length; i++) {
      values[i] = i < others.length ? others[i] : 1 + 2 * (i % 2);
    }
    return values;
  }

  @Test
  void aFewValuesFarOutsideDoNotMakeNormalLifeLookLikeNothing() {
    for (double far : new double[] {1e4, -1e9, 1e300, Double.MAX_VALUE, Double.NEGATIVE_INFINITY}) {
      Scaling scaling = Scaling.fit(frame(ordinary(1000, far, 2, far, 2)));
      assertThat(scaling.mean(0)).as("mean beside %s", far).isCloseTo(2, within(0.01));
      assertThat(scaling.scale(0)).as("scale beside %s", far).isCloseTo(1, within(0.01));
    }
    Scaling many = Scaling.fit(frame(ordinary(20, 1e4, 1e4)));
    assertThat(many.scale(0)).as("where far values are no exception").isGreaterThan(1000);
  }

  @Test
  void theVeryLargeAndTheVerySmallKeepAFiniteScale() {
    for (double unit : new double[] {4.9e-324, 1e-310, 1e-200, 1e200, 1e300, 8e307}) {
      Scaling scaling = Scaling.fit(frame(-unit, unit, -unit, 2 * unit, Double.NaN));
      assertThat(scaling.scale(0)).as("of %s", unit).isPositive().isFinite();
      assertThat(scaling.mean(0)).as("of %s", unit).isFinite();
      for (double value : new double[] {0, unit, -unit, 1e-320, 1e308, -1e308}) {
        assertThat(scaling.scaled(value, 0)).as("%s of %s", value, unit).isBetween(-4.0, 4.0);
      }
    }
  }

  @Test
  void aRareBlipOfAConstantIsFarFromIt() {
    double[] values = new double[1000];
    values[500] = 1;
    Scaling scaling = Scaling.fit(frame(values));
    assertThat(scaling.scaled(1, 0) - scaling.scaled(0, 0)).isGreaterThan(2);
  }
}
