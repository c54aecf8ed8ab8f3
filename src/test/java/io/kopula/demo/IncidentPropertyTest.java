package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.hipparchus.linear.Array2DRowRealMatrix;
import org.hipparchus.linear.LUDecomposition;
import org.hipparchus.linear.RealMatrix;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The demo's claim: every single metric stays in its usual range, and together they do not fit. */
class IncidentPropertyTest {
  private static final long START = 1_795_000_200;
  private static final int HOUR = 3600;
  private static final int LENGTH = 14;

  /** A fit reads the last hour, and starts this much after the demo. */
  private static final int FIT_DELAY = 30;

  @ParameterizedTest
  @ValueSource(longs = {1, 20251102})
  void everyMetricStaysInsideItsUsualRange(long seed) {
    List<String> outside = new ArrayList<>();
    int steps = 0;
    ShopSimulator simulator = new ShopSimulator(seed, START);
    ShopHistory usual = new ShopHistory(simulator, HOUR);
    for (ShopService service : ShopService.values()) {
      for (ShopMetric metric : ShopMetric.values()) {
        double[] history = history(simulator, service, metric);
        double low = percentile(history, 1);
        double high = percentile(history, 99);
        for (IncidentKind kind : IncidentKind.values()) {
          for (long at = START + HOUR + 60; at < START + HOUR + 400; at += 37) {
            Shop shop = shop(simulator, usual, new Incident(kind, service, at, at + LENGTH));
            for (long t = at; t < at + LENGTH; t++) {
              double value = shop.value(service, metric, t);
              steps++;
              if (value < low || value > high) {
                outside.add(kind + " " + service + " " + metric + " at " + (t - START));
              }
            }
          }
        }
      }
    }
    assertThat(steps).isGreaterThan(20_000);
    assertThat(outside).as("seed %d, of %d values", seed, steps).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(IncidentKind.class)
  void togetherTheMetricsNoLongerFit(IncidentKind kind) {
    ShopSimulator simulator = new ShopSimulator(11, START);
    ShopHistory usual = new ShopHistory(simulator, HOUR);
    Shop calm = shop(simulator, usual);
    for (ShopService service : ShopService.values()) {
      JointDistance distance = new JointDistance(simulator, service);
      double[] distances =
          LongStream.range(START + FIT_DELAY, START + FIT_DELAY + HOUR)
              .mapToDouble(t -> distance.of(calm, t))
              .toArray();
      double[] peaks =
          LongStream.iterate(START + HOUR + 60, t -> t < START + HOUR + 400, t -> t + 37)
              .mapToDouble(
                  at -> {
                    Shop shop =
                        shop(simulator, usual, new Incident(kind, service, at, at + LENGTH));
                    return LongStream.range(at, at + LENGTH)
                        .mapToDouble(t -> distance.of(shop, t))
                        .average()
                        .orElseThrow();
                  })
              .toArray();
      assertThat(percentile(peaks, 50))
          .as("median distance in %s of %s", kind, service)
          .isGreaterThan(percentile(distances, 99.5));
    }
  }

  @Test
  void otherServicesAndOtherTimesAreUntouched() {
    ShopSimulator simulator = new ShopSimulator(5, START);
    long at = START + HOUR + 100;
    Shop shop =
        shop(
            simulator,
            new ShopHistory(simulator, HOUR),
            new Incident(IncidentKind.TRAFFIC_WITHOUT_WORK, ShopService.CART, at, at + LENGTH));
    for (ShopMetric metric : ShopMetric.values()) {
      assertThat(shop.value(ShopService.PAYMENT, metric, at + 5))
          .isEqualTo(
              simulator.drivers(ShopService.PAYMENT, at + 5).value(ShopService.PAYMENT, metric));
      for (long t : new long[] {at - 1, at + LENGTH}) {
        assertThat(shop.value(ShopService.CART, metric, t))
            .isEqualTo(simulator.drivers(ShopService.CART, t).value(ShopService.CART, metric));
      }
    }
  }

  private static Shop shop(ShopSimulator simulator, ShopHistory usual, Incident... incidents) {
    return new Shop(simulator, IncidentSchedule.of(List.of(incidents)), usual);
  }

  private static double[] history(ShopSimulator simulator, ShopService service, ShopMetric metric) {
    return LongStream.range(START + FIT_DELAY, START + FIT_DELAY + HOUR)
        .mapToDouble(t -> simulator.drivers(service, t).value(service, metric))
        .toArray();
  }

  private static double percentile(double[] values, double percent) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[(int) Math.round(percent / 100 * (sorted.length - 1))];
  }

  /** Squared Mahalanobis distance of the logarithms: the plainest joint model there is. */
  private static final class JointDistance {
    private static final List<ShopMetric> METRICS = List.of(ShopMetric.values());

    private final ShopService service;
    private final double[] mean = new double[METRICS.size()];
    private final RealMatrix precision;

    JointDistance(ShopSimulator simulator, ShopService service) {
      this.service = service;
      int width = mean.length;
      double[][] rows = new double[HOUR][width];
      for (int i = 0; i < HOUR; i++) {
        Drivers drivers = simulator.drivers(service, START + FIT_DELAY + i);
        for (int j = 0; j < width; j++) {
          rows[i][j] = Math.log(drivers.value(service, METRICS.get(j)));
          mean[j] += rows[i][j] / HOUR;
        }
      }
      double[][] covariance = new double[width][width];
      for (double[] row : rows) {
        for (int j = 0; j < width; j++) {
          for (int k = 0; k < width; k++) {
            covariance[j][k] += (row[j] - mean[j]) * (row[k] - mean[k]) / HOUR;
          }
        }
      }
      precision =
          new LUDecomposition(new Array2DRowRealMatrix(covariance)).getSolver().getInverse();
    }

    double of(Shop shop, long second) {
      double[] deviation = new double[mean.length];
      for (int i = 0; i < deviation.length; i++) {
        deviation[i] = Math.log(shop.value(service, METRICS.get(i), second)) - mean[i];
      }
      double[] weighted = precision.operate(deviation);
      double sum = 0;
      for (int i = 0; i < deviation.length; i++) {
        sum += deviation[i] * weighted[i];
      }
      return sum;
    }
  }
}
