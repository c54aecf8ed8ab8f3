package io.kopula.testing;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * What services show, the same whenever it is asked for: traffic with a daily rhythm, and what
 * follows from it.
 */
public final class ShopLife {
  public static final List<String> VARIABLES = List.of("traffic", "cpu", "latency", "errors");

  private static final double DAY_MILLIS = Duration.ofDays(1).toMillis();

  private ShopLife() {}

  /**
   * @param variable index in {@link #VARIABLES}
   * @param service number of the service
   */
  public static double value(int variable, long service, long millis) {
    double day = 2 * Math.PI * (millis % DAY_MILLIS) / DAY_MILLIS;
    double traffic = 100 + 50 * Math.sin(day + service) + 8 * noise(millis, service, 0);
    return switch (variable) {
      case 0 -> traffic;
      case 1 -> 0.02 * traffic + 0.03 * noise(millis, service, 1);
      case 2 -> 0.1 + 0.001 * traffic + 0.005 * noise(millis, service, 2);
      default -> 0.01 + 0.001 * noise(millis, service, 3);
    };
  }

  private static double noise(long millis, long service, int variable) {
    return new Random(millis * 31 + service * 1_000_003 + variable).nextGaussian();
  }
}
