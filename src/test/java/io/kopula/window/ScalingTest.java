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
}
