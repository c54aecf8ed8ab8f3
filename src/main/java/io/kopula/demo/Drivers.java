package io.kopula.demo;

import java.util.Map;

/**
 * What moves a service's metrics at a step: they all follow from it, so they hang together.
 *
 * @param load traffic as a share of the usual peak
 * @param errors level of errors, 0 usual, on a logarithmic scale
 * @param uptimeSeconds since the last restart began
 * @param leaked memory that has piled up and will be given back by a restart, as a share
 * @param noise of each metric, about unit variance
 */
record Drivers(
    double load,
    double errors,
    double uptimeSeconds,
    double leaked,
    Map<ShopMetric, Double> noise) {
  private static final double COLD_SECONDS = 8;
  private static final double MEGABYTE = 1e6;

  Drivers {
    noise = Map.copyOf(noise);
  }

  Drivers withLoad(double other) {
    return new Drivers(other, errors, uptimeSeconds, leaked, noise);
  }

  Drivers withErrors(double other) {
    return new Drivers(load, other, uptimeSeconds, leaked, noise);
  }

  double value(ShopService service, ShopMetric metric) {
    double scatter = noise.getOrDefault(metric, 0.0);
    return switch (metric) {
      case REQUEST_RATE -> service.peakRequestRate * load * Math.exp(0.02 * scatter);
      case ERROR_RATIO -> errorRatio() * Math.exp(0.06 * scatter);
      case RETRY_RATE ->
          1.8 * service.peakRequestRate * load * errorRatio() * Math.exp(0.06 * scatter);
      case LATENCY_SECONDS -> latency(service) * Math.exp(0.03 * scatter);
      case CPU_CORES ->
          service.peakCpuCores
              * (0.08 + 0.92 * load * (1 + 0.12 * cold()))
              * Math.exp(0.03 * scatter);
      case MEMORY_BYTES -> memory(service) + service.memoryMegabytes * MEGABYTE * 0.004 * scatter;
      case IN_FLIGHT_REQUESTS ->
          // Little's law
          service.peakRequestRate * load * latency(service) * Math.exp(0.05 * scatter);
      case DB_CONNECTIONS ->
          Math.max(1, Math.rint((5 + 60 * load) * (1 - 0.25 * cold()) + 1.2 * scatter));
    };
  }

  /** Instances restart one after the other, with empty caches that fill again: a wave, 0..1. */
  private double cold() {
    double age = uptimeSeconds / COLD_SECONDS;
    return age * Math.exp(1 - age);
  }

  private double errorRatio() {
    return 0.004 * Math.exp(0.5 * errors) * (1 + 0.5 * cold());
  }

  private double latency(ShopService service) {
    return service.idleLatencySeconds * (1 + 0.9 * load * load + 0.3 * cold());
  }

  private double memory(ShopService service) {
    return service.memoryMegabytes * MEGABYTE * (0.5 + leaked + 0.15 * load);
  }
}
