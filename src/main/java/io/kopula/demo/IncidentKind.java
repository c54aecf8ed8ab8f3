package io.kopula.demo;

import java.util.EnumSet;
import java.util.Set;

/**
 * Ways in which a service's metrics stop fitting together. Some of them answer to another level of
 * load, or of errors, than the rest; each level is one the service has every day. What moves both
 * ways by itself within seconds, as errors do, has to be held at the other end on the other side.
 */
public enum IncidentKind {
  TRAFFIC_WITHOUT_WORK(
      EnumSet.of(ShopMetric.REQUEST_RATE),
      EnumSet.noneOf(ShopMetric.class),
      false,
      "traffic falls to the night's level while CPU stays at the day's",
      "traffic rises to the day's level while CPU stays at the night's"),
  QUEUE_WITHOUT_WORK(
      EnumSet.of(ShopMetric.CPU_CORES, ShopMetric.DB_CONNECTIONS),
      EnumSet.noneOf(ShopMetric.class),
      false,
      "requests pile up while CPU and database connections idle",
      "CPU and database connections work as by day while hardly a request is in flight"),
  LATENCY_AGAINST_LOAD(
      EnumSet.of(ShopMetric.LATENCY_SECONDS, ShopMetric.IN_FLIGHT_REQUESTS),
      EnumSet.noneOf(ShopMetric.class),
      false,
      "latency and requests in flight fall although the load stays high",
      "latency and requests in flight rise although the load stays low"),
  ERRORS_WITHOUT_RETRIES(
      EnumSet.of(ShopMetric.ERROR_RATIO),
      EnumSet.of(ShopMetric.RETRY_RATE),
      true,
      "retries go on although errors fall",
      "errors rise although nobody retries"),
  CONNECTIONS_WITHOUT_TRAFFIC(
      EnumSet.of(ShopMetric.DB_CONNECTIONS),
      EnumSet.noneOf(ShopMetric.class),
      false,
      "database connections are given back although traffic stays high",
      "database connections stay open although traffic is low");

  @SuppressWarnings("ImmutableEnumChecker") // never changed, never given away
  private final Set<ShopMetric> displaced;

  @SuppressWarnings("ImmutableEnumChecker") // never changed, never given away
  private final Set<ShopMetric> held;

  private final boolean byErrors;
  private final String whenHigh;
  private final String whenLow;

  IncidentKind(
      Set<ShopMetric> displaced,
      Set<ShopMetric> held,
      boolean byErrors,
      String whenHigh,
      String whenLow) {
    this.displaced = displaced;
    this.held = held;
    this.byErrors = byErrors;
    this.whenHigh = whenHigh;
    this.whenLow = whenLow;
  }

  /** Whether a metric answers to the other level while this goes on. */
  boolean displaces(ShopMetric metric) {
    return displaced.contains(metric);
  }

  /** Whether a metric is held at the level it had, the end opposite to the displaced ones. */
  boolean holds(ShopMetric metric) {
    return held.contains(metric);
  }

  /** The level that is displaced: load, or errors. */
  double level(Drivers drivers) {
    return byErrors ? drivers.errors() : drivers.load();
  }

  Drivers withLevel(Drivers drivers, double level) {
    return byErrors ? drivers.withErrors(level) : drivers.withLoad(level);
  }

  /** What happens, for people. */
  String description(boolean high) {
    return high ? whenHigh : whenLow;
  }
}
