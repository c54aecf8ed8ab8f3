package io.kopula.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ShopSimulatorTest {
  private static final long START = 1_795_000_200;
  private static final int HOUR = 3600;

  @Test
  void isAFunctionOfSeedAndTimeInWhateverOrderItIsAsked() {
    ShopSimulator forward = new ShopSimulator(7, START);
    ShopSimulator backward = new ShopSimulator(7, START);
    List<Long> times = LongStream.range(START, START + 500).boxed().toList();
    for (int i = times.size() - 1; i >= 0; i--) {
      backward.drivers(ShopService.CART, times.get(i));
    }
    for (long time : times) {
      assertThat(forward.drivers(ShopService.CART, time))
          .isEqualTo(backward.drivers(ShopService.CART, time));
    }
  }

  @Test
  void anotherSeedGivesAnotherShop() {
    assertThat(new ShopSimulator(7, START).drivers(ShopService.CART, START + 9))
        .isNotEqualTo(new ShopSimulator(8, START).drivers(ShopService.CART, START + 9));
  }

  @Test
  void trafficFlowsFromServiceToService() {
    double[] frontend = series(ShopService.FRONTEND, ShopMetric.REQUEST_RATE);
    double[] payment = series(ShopService.PAYMENT, ShopMetric.REQUEST_RATE);
    assertThat(correlation(frontend, payment)).isGreaterThan(0.9);
  }

  @Test
  void metricsFollowTheDay() {
    double[] rate = series(ShopService.SEARCH, ShopMetric.REQUEST_RATE);
    double[] dayLater = Arrays.copyOfRange(rate, ShopSimulator.DAY_SECONDS, HOUR);
    assertThat(correlation(Arrays.copyOf(rate, dayLater.length), dayLater)).isGreaterThan(0.85);
  }

  @ParameterizedTest
  @EnumSource(ShopService.class)
  void servicesRestartNowAndThenAndGiveTheirMemoryBack(ShopService service) {
    ShopSimulator simulator = new ShopSimulator(7, START);
    long restarts =
        LongStream.range(START + 1, START + HOUR)
            .filter(t -> simulator.drivers(service, t).uptimeSeconds() == 0)
            .count();
    assertThat(restarts).isBetween(2L, 20L);
    double[] memory = series(service, ShopMetric.MEMORY_BYTES);
    double largestFall = 0;
    for (int i = 30; i < memory.length; i++) {
      largestFall = Math.max(largestFall, 1 - memory[i] / memory[i - 30]);
    }
    assertThat(largestFall).isGreaterThan(0.1);
  }

  @ParameterizedTest
  @EnumSource(ShopMetric.class)
  void everyMetricIsFiniteAndPositive(ShopMetric metric) {
    for (ShopService service : ShopService.values()) {
      assertThat(Arrays.stream(series(service, metric)).allMatch(v -> v > 0 && v < 1e12)).isTrue();
    }
  }

  @Test
  void forgetsTheDistantPastAndSaysSo() {
    ShopSimulator simulator = new ShopSimulator(7, START);
    simulator.drivers(ShopService.CART, START + 7 * HOUR);
    assertThat(simulator.oldestSecond()).isGreaterThan(START);
    assertThatThrownBy(() -> simulator.drivers(ShopService.CART, START))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("found " + START);
  }

  private static double[] series(ShopService service, ShopMetric metric) {
    ShopSimulator simulator = new ShopSimulator(7, START);
    return LongStream.range(START, START + HOUR)
        .mapToDouble(t -> simulator.drivers(service, t).value(service, metric))
        .toArray();
  }

  private static double correlation(double[] a, double[] b) {
    double meanA = Arrays.stream(a).average().orElseThrow();
    double meanB = Arrays.stream(b).average().orElseThrow();
    double covariance = 0;
    double varianceA = 0;
    double varianceB = 0;
    for (int i = 0; i < a.length; i++) {
      covariance += (a[i] - meanA) * (b[i] - meanB);
      varianceA += (a[i] - meanA) * (a[i] - meanA);
      varianceB += (b[i] - meanB) * (b[i] - meanB);
    }
    return covariance / Math.sqrt(varianceA * varianceB);
  }
}
