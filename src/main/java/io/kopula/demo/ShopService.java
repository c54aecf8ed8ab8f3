package io.kopula.demo;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The shop's services; customers reach the frontend, and traffic flows on from there. */
public enum ShopService {
  FRONTEND(null, 0, 420, 0.090, 3.2, 900),
  CATALOGUE(FRONTEND, 1, 260, 0.035, 1.8, 620),
  SEARCH(FRONTEND, 1, 150, 0.120, 4.5, 1400),
  CART(CATALOGUE, 2, 90, 0.028, 0.9, 380),
  CHECKOUT(CART, 3, 40, 0.160, 1.2, 510),
  PAYMENT(CHECKOUT, 1, 32, 0.240, 0.7, 340);

  /** Where its requests come from, null for the customers themselves. */
  final @Nullable ShopService caller;

  /** Steps until a change of the caller's traffic is seen here. */
  final int delay;

  final double peakRequestRate;
  final double idleLatencySeconds;
  final double peakCpuCores;
  final double memoryMegabytes;

  ShopService(
      @Nullable ShopService caller,
      int delay,
      double peakRequestRate,
      double idleLatencySeconds,
      double peakCpuCores,
      double memoryMegabytes) {
    this.caller = caller;
    this.delay = delay;
    this.peakRequestRate = peakRequestRate;
    this.idleLatencySeconds = idleLatencySeconds;
    this.peakCpuCores = peakCpuCores;
    this.memoryMegabytes = memoryMegabytes;
  }

  /** The value of the label {@code service}. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
