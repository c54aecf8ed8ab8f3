package io.kopula.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kopula.series.Entity;
import io.kopula.series.Frame;
import io.kopula.series.Grid;
import io.kopula.window.Calendar;
import io.kopula.window.EncodedSeries;
import io.kopula.window.Scaling;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class CalendarRegressionTest {
  private static final Duration STEP = Duration.ofMinutes(15);
  private static final int DAYS = 20;
  private static final int DAY = 96;
  private static final int WIDTH = 3;
  private static final int LAGS = 2;
  private static final Calendar CALENDAR =
      new Calendar(List.of(Duration.ofDays(1)), STEP, ZoneOffset.UTC);

  /** A daily rhythm with noise, twice that, and their sum; what is set to NaN is missing. */
  private static double[] values(double incident, double missing) {
    Random random = new Random(8);
    double[] values = new double[DAYS * DAY * WIDTH];
    for (int step = 0; step < DAYS * DAY; step++) {
      double noise = 0.1 * random.nextGaussian();
      double rhythm = Math.sin(2 * Math.PI * step / DAY);
      double other = 0.1 * random.nextGaussian();
      double lifted = step % 500 < 5 ? incident : 0;
      values[step * WIDTH] = rhythm + noise + lifted;
      values[step * WIDTH + 1] = 0.5 * rhythm + other;
      values[step * WIDTH + 2] = values[step * WIDTH] + values[step * WIDTH + 1];
      for (int j = 0; j < WIDTH; j++) {
        if (random.nextDouble() < missing) {
          values[step * WIDTH + j] = Double.NaN;
        }
      }
    }
    return values;
  }

  private static CalendarRegression fit(double[] values) {
    int length = values.length / WIDTH;
    Frame frame =
        Frame.of(
            new Entity(new TreeMap<>(Map.of("service", "cart"))),
            List.of("a", "b", "c"),
            new Grid(0, STEP.toMillis(), length),
            values);
    // Scaled so little that asinh is straight.
    Scaling scaling = Scaling.of(new double[WIDTH], new double[] {100, 100, 100});
    return CalendarRegression.of(
        List.of(new EncodedSeries(frame, scaling, CALENDAR)),
        new int[] {length},
        WIDTH,
        CALENDAR.width(),
        LAGS);
  }

  private static double deviation(DependenceFit.Rows rows, int variable) {
    double sum = 0;
    for (int row = 0; row < rows.count(); row++) {
      sum += Math.pow(100 * rows.innovation(row, variable), 2);
    }
    return Math.sqrt(sum / rows.count());
  }

  @Test
  void onlyTheNoiseIsLeft() {
    DependenceFit.Rows rows = fit(values(0, 0)).residuals();
    assertThat(rows.size()).isEqualTo(LAGS * WIDTH);
    assertThat(deviation(rows, 0)).isCloseTo(0.1, within(0.01));
    assertThat(deviation(rows, WIDTH + 1)).isCloseTo(0.1, within(0.01));
  }

  @Test
  void whatIsLinearBetweenVariablesIsSoBetweenTheirResiduals() {
    DependenceFit.Rows rows = fit(values(2, 0)).residuals();
    for (int row = 0; row < rows.count(); row++) {
      double sum = rows.innovation(row, 0) + rows.innovation(row, 1);
      assertThat(100 * rows.innovation(row, 2)).isCloseTo(100 * sum, within(2e-3));
    }
  }

  @Test
  void incidentsHardlyMoveIt() {
    float[] clean = fit(values(0, 0)).intercept();
    float[] dirty = fit(values(5, 0)).intercept();
    double plain = 5 * 5 / 500.0; // by which an unweighted mean moves
    assertThat((double) (100 * (dirty[0] - clean[0]))).isLessThan(plain / 2);
  }

  @Test
  void missingValuesAreLeftOut() {
    CalendarRegression whole = fit(values(0, 0));
    CalendarRegression gappy = fit(values(0, 0.3));
    for (int i = 0; i < whole.coefficients().length; i++) {
      assertThat(100 * gappy.coefficients()[i])
          .isCloseTo(100 * whole.coefficients()[i], within(0.02f));
    }
    DependenceFit.Rows rows = gappy.residuals();
    for (int row = 0; row < rows.count(); row++) {
      for (int j = 0; j < rows.size(); j++) {
        if (!rows.isPresent(row, j)) {
          assertThat(rows.innovation(row, j)).isZero();
        }
      }
    }
  }
}
