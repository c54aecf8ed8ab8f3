package io.kopula.demo;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What every service of the shop exposes. */
public enum ShopMetric {
  REQUEST_RATE,
  ERROR_RATIO,
  RETRY_RATE,
  LATENCY_SECONDS,
  CPU_CORES,
  MEMORY_BYTES,
  IN_FLIGHT_REQUESTS,
  DB_CONNECTIONS;

  /** The name of the variable in the demo's configuration: {@code request_rate}. */
  public String variable() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The name of the series: {@code shop_request_rate}. */
  public String series() {
    return "shop_" + variable();
  }

  static Optional<ShopMetric> ofSeries(String name) {
    return Arrays.stream(values()).filter(metric -> metric.series().equals(name)).findFirst();
  }
}
